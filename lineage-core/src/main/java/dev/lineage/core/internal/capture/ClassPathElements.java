package dev.lineage.core.internal.capture;

import dev.lineage.model.Hole;
import java.io.File;
import java.lang.module.ResolvedModule;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where this JVM looks for classes, in the order in which it looks. Elements that do not exist are left out, as the JVM
 * leaves them out; each element comes once.
 */
final class ClassPathElements {
    private static final String AGENT = "-javaagent:";
    private static final String BOOT_APPEND = "-Xbootclasspath/a:";
    private static final String PATCH = "--patch-module=";

    private final Path workingDirectory;
    private final Deque<Path> ahead = new ArrayDeque<>();
    private final Set<Path> seen = new HashSet<>();
    private final List<Hole> holes = new ArrayList<>();

    ClassPathElements(Path workingDirectory) {
        this.workingDirectory = workingDirectory;
    }

    static ClassPathElements ofThisJvm(Environment environment) {
        ClassPathElements elements = new ClassPathElements(environment.workingDirectory());
        elements.addArguments(RuntimeArguments.get(), BOOT_APPEND);
        elements.addClassPath(environment);
        elements.addArguments(RuntimeArguments.get(), AGENT);
        elements.addLoaders(environment.classLoader());
        elements.addArguments(RuntimeArguments.get(), PATCH);
        elements.addModules(ModuleLayer.boot());
        return elements;
    }

    /** The next element that exists and was not seen, or null after the last. */
    @Nullable
    Path next() {
        while (!ahead.isEmpty()) {
            Path element = ahead.removeFirst();
            if (seen.add(element) && exists(element)) {
                return element;
            }
        }
        return null;
    }

    /** Puts elements before all others: the JVM looks into what a manifest names right after the jar itself. */
    void insertNext(List<Path> elements) {
        for (int i = elements.size() - 1; i >= 0; i--) {
            ahead.addFirst(elements.get(i).toAbsolutePath().normalize());
        }
    }

    List<Hole> holes() {
        return holes;
    }

    /** The own name of a file or directory. */
    static String name(Path element) {
        Path name = element.getFileName();
        return name == null || name.toString().isEmpty() ? "/" : name.toString();
    }

    void addClassPath(Environment environment) {
        String classPath = environment.rawProperty("java.class.path").orElse("");
        if (classPath.isEmpty() && environment.property("jdk.module.main").isPresent()) {
            return;
        }
        addList(classPath);
    }

    /** Elements between path separators; an empty one is the working directory, as for the JVM. */
    private void addList(String list) {
        for (String element : list.split(File.pathSeparator, -1)) {
            add(element);
        }
    }

    private void add(String element) {
        try {
            ahead.addLast(workingDirectory.resolve(element).normalize());
        } catch (InvalidPathException e) {
            holes.add(new Hole(
                    "dependency " + CaptureErrors.shown(element),
                    "its name cannot be used as a path on this system",
                    "Rename it, or start the JVM with a UTF-8 locale",
                    true));
        }
    }

    void addArguments(Optional<List<String>> arguments, String option) {
        if (arguments.isEmpty()) {
            if (option.equals(AGENT)) {
                holes.add(new Hole(
                        "JVM arguments",
                        "this Java runtime has no module java.management, so agents, patches and flags are not known",
                        "Add it to the run-time image, or start with --add-modules java.management",
                        false));
            }
            return;
        }
        for (String argument : arguments.get()) {
            if (argument.startsWith(option)) {
                String value = argument.substring(option.length());
                switch (option) {
                    case AGENT -> add(value.split("=", 2)[0]);
                    case PATCH -> addList(value.substring(value.indexOf('=') + 1));
                    default -> addList(value);
                }
            }
        }
    }

    /** The class loaders between {@code loader} and the JVM's own: they look there after the class path. */
    void addLoaders(ClassLoader loader) {
        Set<ClassLoader> own = Set.of(ClassLoader.getSystemClassLoader(), ClassLoader.getPlatformClassLoader());
        List<ClassLoader> chain = new ArrayList<>();
        ClassLoader current = loader;
        while (current != null && !own.contains(current)) {
            chain.add(0, current);
            current = current.getParent();
        }
        for (ClassLoader each : chain) {
            if (each instanceof URLClassLoader urls) {
                for (URL url : urls.getURLs()) {
                    addUrl(url);
                }
            } else {
                holes.add(new Hole(
                        "class loader " + each.getClass().getName(),
                        "it does not say where it loads classes from, so they are not in the dependency lock",
                        "Train in a JVM that has its jars on the class path or module path",
                        false));
            }
        }
    }

    private void addUrl(URL url) {
        String text = url.toString();
        // A jar inside a jar: the outer one is what is locked.
        if (text.startsWith("jar:")) {
            text = text.substring(4);
        }
        if (text.startsWith("nested:")) {
            text = "file:" + text.substring(7);
        }
        int inner = text.indexOf('!');
        if (inner >= 0) {
            text = text.substring(0, inner);
            text = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        }
        try {
            URI uri = new URI(text);
            if ("file".equals(uri.getScheme())) {
                ahead.addLast(Path.of(uri).toAbsolutePath().normalize());
                return;
            }
        } catch (URISyntaxException | IllegalArgumentException e) {
            // Falls through to the hole: an address that cannot be read as a file.
        }
        holes.add(new Hole(
                "dependency " + CaptureErrors.shown(url.getProtocol() + " URL " + lastSegment(url)),
                "it is not a file of this machine",
                "Download it and put it on the class path",
                true));
    }

    private static String lastSegment(URL url) {
        String path = url.getPath();
        return path.substring(path.lastIndexOf('/') + 1);
    }

    void addModules(ModuleLayer layer) {
        layer.configuration().modules().stream()
                .sorted(Comparator.comparing(ResolvedModule::name))
                .flatMap(module -> module.reference().location().stream())
                .filter(location -> "file".equals(location.getScheme()))
                .forEach(location ->
                        ahead.addLast(Path.of(location).toAbsolutePath().normalize()));
    }

    private boolean exists(Path element) {
        if (Files.exists(element)) {
            return true;
        }
        // Not the same as its opposite: an element that may not be looked at neither exists nor does not.
        if (!Files.notExists(element)) {
            holes.add(new Hole(
                    "dependency " + CaptureErrors.shown(name(element)),
                    "this user may not look at it",
                    "Make it readable for this user, or take it off the class path",
                    true));
        }
        return false;
    }
}
