package dev.lineage.house;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The arrows of the architecture and the habits of the house, over the packed classes of every published module. */
class HouseRulesTest {
    /** The classes that may ask for the time and the environment; everything else is handed a clock or a setting. */
    private static final Set<String> MAY_READ_CLOCK_AND_ENVIRONMENT = Set.of(
            "dev.lineage.Lineage",
            "dev.lineage.Registries",
            "dev.lineage.core.internal.capture.Environment",
            "dev.lineage.core.internal.memory.MemoryStoreProvider",
            "dev.lineage.fs.internal.artifacts.FileArtifactStore",
            "dev.lineage.jdbc.internal.Credentials");

    /** The classes that may start another process. */
    private static final Set<String> MAY_START_PROCESSES = Set.of("dev.lineage.core.internal.fresh.FreshJvm");

    /**
     * Packages that count as another one when cycles are looked for. The entry points open what the SPI provides, and
     * the SPI speaks of the registry and its exceptions: two doors of one thing, kept apart for their readers.
     */
    private static final Map<String, String> COUNTS_AS = Map.of("dev.lineage.spi", "dev.lineage");

    private static final PublishedModules MODULES = PublishedModules.find();
    private static final Map<String, JavaClasses> CLASSES = new TreeMap<>();

    static {
        MODULES.jars().forEach((module, jar) -> CLASSES.put(module, read(jar)));
    }

    private static JavaClasses read(Path jar) {
        try (JarFile file = new JarFile(jar.toFile())) {
            return new ClassFileImporter().importJar(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Set<String> modules() {
        return CLASSES.keySet();
    }

    /** What runs inside a user's application; the testkit runs in tests only. */
    static Stream<String> libraryModules() {
        return modules().stream().filter(module -> !module.equals(PublishedModules.TESTKIT));
    }

    private static JavaClasses classesOf(String module) {
        return Optional.ofNullable(CLASSES.get(module)).orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("modules")
    void everyModuleHasClassesToCheck(String module) {
        assertThat(classesOf(module)).as("classes of %s", module).isNotEmpty();
    }

    @Test
    void apiDependsOnTheJdkAndJspecifyOnly() {
        Set<String> own = MODULES.descriptor(PublishedModules.API).packages();
        classes()
                .should()
                .onlyDependOnClassesThat(are(oneOf(own)).or(resideInAnyPackage("java..", "org.jspecify..")))
                .check(classesOf(PublishedModules.API));
    }

    @Test
    void backendsDependNeitherOnCoreNorOnEachOther() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.lineage.core..", "dev.lineage.jdbc..")
                .check(classesOf(PublishedModules.FS));
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.lineage.core..", "dev.lineage.fs..")
                .check(classesOf(PublishedModules.JDBC));
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.lineage.core..", "dev.lineage.fs..", "dev.lineage.jdbc..")
                .check(classesOf(PublishedModules.MAVEN));
    }

    /** No text from outside becomes part of a statement, because statements are prepared, and no driver is ours. */
    @Test
    void databasesAreGivenPreparedStatementsOnly() {
        noClasses()
                .should()
                .callMethod(java.sql.Connection.class, "createStatement")
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage("org.postgresql..", "org.mariadb..", "com.mysql..", "org.h2..", "org.sqlite..")
                .check(classesOf(PublishedModules.JDBC));
    }

    @Test
    void testkitUsesTheExportedApiOnly() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.lineage.core..", "dev.lineage.fs..", "dev.lineage.jdbc..")
                .check(classesOf(PublishedModules.TESTKIT));
    }

    @ParameterizedTest
    @MethodSource("modules")
    void heavyDependenciesStayInsideCore(String module) {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.lineage.core.internal..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.eclipse.jgit..",
                        "com.google.common..",
                        "com.fasterxml.jackson..",
                        "tools.jackson..",
                        "org.bouncycastle..")
                .check(classesOf(module));
    }

    @ParameterizedTest
    @MethodSource("modules")
    void publicSignaturesNameExportedTypesOnly(String module) {
        Set<String> exported = MODULES.exportedPackages();
        DescribedPredicate<JavaClass> allowed = are(oneOf(exported))
                .or(resideInAnyPackage("java..", "javax.sql..", "org.jspecify.."))
                .or(describe("primitive", JavaClass::isPrimitive));
        // JUnit and AssertJ are what the testkit extends; nothing else may follow them.
        DescribedPredicate<JavaClass> inTestkit = resideInAnyPackage("org.junit.jupiter.api..", "org.assertj..");
        classes()
                .that(are(oneOf(MODULES.exportedPackages(module))))
                .should(haveSignaturesOf(module.equals(PublishedModules.TESTKIT) ? allowed.or(inTestkit) : allowed))
                .check(classesOf(module));
    }

    @ParameterizedTest
    @MethodSource("modules")
    void packagesHaveNoCycles(String module) {
        SlicesRuleDefinition.slices()
                .assignedFrom(new SliceAssignment() {
                    @Override
                    public SliceIdentifier getIdentifierOf(JavaClass type) {
                        String name = type.getPackageName();
                        return name.startsWith("dev.lineage")
                                ? SliceIdentifier.of(COUNTS_AS.getOrDefault(name, name))
                                : SliceIdentifier.ignore();
                    }

                    @Override
                    public String getDescription() {
                        return "packages of " + module;
                    }
                })
                .namingSlices("$1")
                .should()
                .beFreeOfCycles()
                .check(classesOf(module));
    }

    @ParameterizedTest
    @MethodSource("modules")
    void everyExportedPackageIsNullMarked(String module) throws ReflectiveOperationException {
        for (String name : MODULES.exportedPackages(module)) {
            Class<?> info = Class.forName(name + ".package-info");
            assertThat(info.isAnnotationPresent(NullMarked.class))
                    .as("package %s is @NullMarked", name)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("modules")
    void nothingPrints(String module) {
        NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(classesOf(module));
    }

    @ParameterizedTest
    @MethodSource("modules")
    void nothingUsesJavaSerialization(String module) {
        noClasses()
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ObjectInputStream.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(ObjectOutputStream.class)
                .orShould()
                .beAssignableTo(Externalizable.class)
                .check(classesOf(module));
        // Exceptions and enums are serializable by birth.
        noClasses()
                .that()
                .areNotAssignableTo(Throwable.class)
                .and()
                .areNotAssignableTo(Enum.class)
                .should()
                .beAssignableTo(Serializable.class)
                .check(classesOf(module));
    }

    @ParameterizedTest
    @MethodSource("modules")
    void clockAndEnvironmentAreHandedIn(String module) {
        noClasses()
                .that(are(notNamed(MAY_READ_CLOCK_AND_ENVIRONMENT)))
                .should()
                .accessTargetWhere(describe("reads the clock or the environment", HouseRulesTest::readsAmbientState))
                .check(classesOf(module));
    }

    @ParameterizedTest
    @MethodSource("libraryModules")
    void nothingStartsAProcess(String module) {
        noClasses()
                .that(are(notNamed(MAY_START_PROCESSES)))
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ProcessBuilder.class)
                .orShould()
                .accessTargetWhere(describe("Runtime.exec", access -> is(access, Runtime.class.getName(), "exec")))
                .check(classesOf(module));
    }

    private static boolean readsAmbientState(JavaAccess<?> access) {
        String name = access.getTarget().getName();
        boolean systemClock = name.equals("now")
                && access.getTargetOwner().getPackageName().equals("java.time")
                // now(Clock) is the injected one.
                && access.getTarget() instanceof CodeUnitAccessTarget unit
                && unit.getRawParameterTypes().stream().noneMatch(type -> type.isEquivalentTo(Clock.class));
        return systemClock
                || is(access, System.class.getName(), "currentTimeMillis")
                || is(access, System.class.getName(), "getenv")
                || (access.getTargetOwner().isEquivalentTo(Clock.class)
                        && (name.startsWith("system") || name.startsWith("tick")));
    }

    private static boolean is(JavaAccess<?> access, String owner, String name) {
        return access.getTargetOwner().getName().equals(owner)
                && access.getTarget().getName().equals(name);
    }

    private static DescribedPredicate<JavaClass> oneOf(Set<String> packages) {
        return describe(
                "in " + packages,
                type -> packages.contains(type.getBaseComponentType().getPackageName()));
    }

    /** A nested class counts as its outermost one. */
    private static DescribedPredicate<JavaClass> notNamed(Set<String> names) {
        return describe(
                "not one of " + names,
                type -> names.stream()
                        .noneMatch(name ->
                                type.getName().equals(name) || type.getName().startsWith(name + "$")));
    }

    private static ArchCondition<JavaClass> haveSignaturesOf(DescribedPredicate<JavaClass> allowed) {
        return new ArchCondition<>("name in public signatures only types that are " + allowed.getDescription()) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                if (!isVisible(type)) {
                    return;
                }
                Consumer<String> report = message -> events.add(
                        SimpleConditionEvent.violated(type, message + " in " + type.getSourceCodeLocation()));
                type.getSuperclass().ifPresent(superclass -> require(superclass, type.getName(), report));
                type.getInterfaces().forEach(parent -> require(parent, type.getName(), report));
                for (JavaField field : type.getFields()) {
                    if (isVisible(field.getModifiers())) {
                        require(field.getType(), field.getFullName(), report);
                    }
                }
                for (JavaCodeUnit unit : type.getCodeUnits()) {
                    if (isVisible(unit.getModifiers())) {
                        require(unit.getReturnType(), unit.getFullName(), report);
                        unit.getParameterTypes().forEach(parameter -> require(parameter, unit.getFullName(), report));
                        unit.getExceptionTypes().forEach(thrown -> require(thrown, unit.getFullName(), report));
                    }
                }
            }

            private void require(JavaType named, String where, Consumer<String> report) {
                for (JavaClass raw : named.getAllInvolvedRawTypes()) {
                    if (!allowed.test(raw.getBaseComponentType())) {
                        report.accept(where + " names " + raw.getName());
                    }
                }
            }
        };
    }

    private static boolean isVisible(JavaClass type) {
        return isVisible(type.getModifiers())
                && type.getEnclosingClass().map(HouseRulesTest::isVisible).orElse(true);
    }

    private static boolean isVisible(Set<JavaModifier> modifiers) {
        return (modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED))
                && !modifiers.contains(JavaModifier.SYNTHETIC);
    }
}
