package dev.lineage.house;

import java.io.IOException;
import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.AnnotatedTypeVariable;
import java.lang.reflect.AnnotatedWildcardType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The public and protected types and members of a module's exported packages as sorted text. Nullness is part of it:
 * it is a promise to callers too. The text is made here and not by {@code toGenericString}, whose form differs
 * between JDKs.
 */
final class ApiSurface {
    /** Every object has them; listing those that a type overrides says nothing. */
    private static final Set<String> OBJECT_METHODS = Set.of("equals", "hashCode", "toString");

    private ApiSurface() {}

    static String of(PublishedModules modules, String module) throws IOException, ReflectiveOperationException {
        Set<String> exported = modules.exportedPackages(module);
        List<String> names;
        try (JarFile jar = new JarFile(modules.jar(module).toFile())) {
            names = jar.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.endsWith(".class") && !name.startsWith("META-INF/"))
                    .map(name ->
                            name.substring(0, name.length() - ".class".length()).replace('/', '.'))
                    .filter(name -> exported.contains(name.substring(0, Math.max(0, name.lastIndexOf('.')))))
                    .filter(name -> !name.endsWith(".package-info"))
                    .sorted()
                    .toList();
        }
        StringBuilder text = new StringBuilder();
        for (String name : names) {
            Class<?> type = Class.forName(name, false, ApiSurface.class.getClassLoader());
            if (isVisible(type)) {
                text.append(text.isEmpty() ? "" : "\n").append(header(type)).append('\n');
                members(type)
                        .sorted()
                        .distinct()
                        .forEach(line -> text.append("    ").append(line).append('\n'));
            }
        }
        return text.toString();
    }

    private static boolean isVisible(Class<?> type) {
        if (type.isAnonymousClass() || type.isLocalClass() || type.isSynthetic()) {
            return false;
        }
        Class<?> outer = type.getDeclaringClass();
        return isVisible(type.getModifiers()) && (outer == null || isVisible(outer));
    }

    private static boolean isVisible(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    private static String header(Class<?> type) {
        StringBuilder text = new StringBuilder();
        text.append(deprecated(type));
        boolean implied = type.isInterface() || type.isEnum() || type.isRecord();
        int shown = type.getModifiers() & ~Modifier.STRICT & ~(implied ? Modifier.ABSTRACT | Modifier.FINAL : 0);
        text.append(modifiers(shown & ~Modifier.INTERFACE & ~(implied ? Modifier.STATIC : 0)));
        text.append(type.isSealed() ? "sealed " : "");
        if (type.isAnnotation()) {
            text.append("@interface ");
        } else if (type.isInterface()) {
            text.append("interface ");
        } else if (type.isRecord()) {
            text.append("record ");
        } else {
            text.append(type.isEnum() ? "enum " : "class ");
        }
        text.append(type.getName()).append(typeParameters(type.getTypeParameters()));
        if (type.isRecord()) {
            text.append(Arrays.stream(type.getRecordComponents())
                    .map(component -> type(component.getAnnotatedType()) + " " + component.getName())
                    .collect(Collectors.joining(", ", "(", ")")));
        }
        AnnotatedType superclass = type.getAnnotatedSuperclass();
        if (superclass != null && !implied && superclass.getType() != Object.class) {
            text.append(" extends ").append(type(superclass));
        }
        if (type.getInterfaces().length > 0) {
            text.append(type.isInterface() ? " extends " : " implements ").append(types(type.getAnnotatedInterfaces()));
        }
        // Absent for a type that is not sealed.
        Class<?> @Nullable [] permitted = type.getPermittedSubclasses();
        if (permitted != null && !type.isEnum()) {
            text.append(Arrays.stream(permitted)
                    .map(Class::getName)
                    .sorted()
                    .collect(Collectors.joining(", ", " permits ", "")));
        }
        return text.toString();
    }

    private static Stream<String> members(Class<?> type) {
        Predicate<Member> visible = member -> isVisible(member.getModifiers()) && !member.isSynthetic();
        return Stream.of(
                        Arrays.stream(type.getDeclaredFields()).filter(visible).map(ApiSurface::field),
                        Arrays.stream(type.getDeclaredConstructors())
                                .filter(visible)
                                .map(ApiSurface::constructor),
                        Arrays.stream(type.getDeclaredMethods())
                                .filter(visible.and(method -> !OBJECT_METHODS.contains(method.getName())))
                                .map(ApiSurface::method))
                .flatMap(lines -> lines);
    }

    private static String field(Field field) {
        if (field.isEnumConstant()) {
            return deprecated(field) + "constant " + field.getName();
        }
        return deprecated(field)
                + modifiers(field.getModifiers() & ~Modifier.TRANSIENT & ~Modifier.VOLATILE)
                + type(field.getAnnotatedType())
                + " "
                + field.getName();
    }

    private static String constructor(Constructor<?> constructor) {
        return executable(constructor, "") + thrown(constructor);
    }

    private static String method(Method method) {
        int unshown = Modifier.SYNCHRONIZED | Modifier.NATIVE | Modifier.STRICT | Modifier.ABSTRACT;
        boolean inInterface = method.getDeclaringClass().isInterface();
        String kind = method.isDefault()
                ? "default "
                : Modifier.isAbstract(method.getModifiers()) && !inInterface ? "abstract " : "";
        String head = modifiers(method.getModifiers() & ~unshown) + kind;
        return deprecated(method)
                + head
                + executable(method, type(method.getAnnotatedReturnType()) + " ")
                + thrown(method)
                + (method.getDefaultValue() == null ? "" : " default");
    }

    private static String executable(Executable executable, String result) {
        boolean constructor = executable instanceof Constructor<?>;
        String prefix = constructor ? deprecated(executable) + modifiers(executable.getModifiers()) : "";
        String parameters = types(parameterTypes(executable));
        return prefix
                + typeParameters(executable.getTypeParameters()).transform(list -> list.isEmpty() ? "" : list + " ")
                + result
                + (constructor ? "new" : executable.getName())
                + "("
                + (executable.isVarArgs() ? parameters.replaceFirst("\\[]$", "...") : parameters)
                + ")";
    }

    /**
     * A canonical constructor has the types of its record's components. They are asked instead because a compact one
     * that javac 25 compiled has no generic parameter types in the eyes of JDK 17.
     */
    private static AnnotatedType[] parameterTypes(Executable executable) {
        RecordComponent @Nullable [] components = executable.getDeclaringClass().getRecordComponents();
        if (executable instanceof Constructor<?>
                && components != null
                && Arrays.equals(
                        executable.getParameterTypes(),
                        Arrays.stream(components).map(RecordComponent::getType).toArray())) {
            return Arrays.stream(components)
                    .map(RecordComponent::getAnnotatedType)
                    .toArray(AnnotatedType[]::new);
        }
        return executable.getAnnotatedParameterTypes();
    }

    private static String thrown(Executable executable) {
        AnnotatedType[] exceptions = executable.getAnnotatedExceptionTypes();
        return exceptions.length == 0 ? "" : " throws " + types(exceptions);
    }

    /** Bridge and varargs share bits with volatile and transient, so only the bits that a reader means are printed. */
    private static String modifiers(int modifiers) {
        int meant = Modifier.PUBLIC | Modifier.PROTECTED | Modifier.STATIC | Modifier.FINAL | Modifier.ABSTRACT;
        String text = Modifier.toString(modifiers & meant);
        return text.isEmpty() ? "" : text + " ";
    }

    private static String deprecated(AnnotatedElement element) {
        Deprecated deprecated = element.getAnnotation(Deprecated.class);
        if (deprecated == null) {
            return "";
        }
        return deprecated.forRemoval() ? "@Deprecated(forRemoval) " : "@Deprecated ";
    }

    private static String typeParameters(TypeVariable<?>[] parameters) {
        if (parameters.length == 0) {
            return "";
        }
        return Arrays.stream(parameters)
                .map(parameter -> parameter.getName() + bounds(parameter.getAnnotatedBounds()))
                .collect(Collectors.joining(", ", "<", ">"));
    }

    private static String bounds(AnnotatedType[] bounds) {
        List<String> shown = new ArrayList<>();
        for (AnnotatedType bound : bounds) {
            String text = type(bound);
            if (!text.equals(Object.class.getName())) {
                shown.add(text);
            }
        }
        return shown.isEmpty() ? "" : " extends " + String.join(" & ", shown);
    }

    private static String types(AnnotatedType[] types) {
        return Arrays.stream(types).map(ApiSurface::type).collect(Collectors.joining(", "));
    }

    private static String type(AnnotatedType type) {
        String nullness = type.isAnnotationPresent(Nullable.class) ? "@Nullable " : "";
        if (type instanceof AnnotatedArrayType array) {
            // As in the language: the annotation of the array itself stands before its brackets.
            return type(array.getAnnotatedGenericComponentType()) + (nullness.isEmpty() ? "" : " @Nullable ") + "[]";
        }
        if (type instanceof AnnotatedParameterizedType parameterized) {
            return nullness
                    + raw(parameterized.getType())
                    + "<"
                    + types(parameterized.getAnnotatedActualTypeArguments())
                    + ">";
        }
        if (type instanceof AnnotatedWildcardType wildcard) {
            AnnotatedType[] lower = wildcard.getAnnotatedLowerBounds();
            return lower.length > 0 ? "? super " + types(lower) : "?" + bounds(wildcard.getAnnotatedUpperBounds());
        }
        if (type instanceof AnnotatedTypeVariable variable) {
            return nullness + ((TypeVariable<?>) variable.getType()).getName();
        }
        return nullness + raw(type.getType());
    }

    private static String raw(Type type) {
        return type instanceof ParameterizedType parameterized
                ? parameterized.getRawType().getTypeName()
                : type.getTypeName();
    }
}
