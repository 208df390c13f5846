package dev.lineage.house;

import java.io.File;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The modules that people can depend on, as found on this test's own class path. */
record PublishedModules(Map<String, Path> jars) {
    static final String API = "dev.lineage.api";
    static final String CORE = "dev.lineage.core";
    static final String FS = "dev.lineage.fs";
    static final String JDBC = "dev.lineage.jdbc";
    static final String MAVEN = "dev.lineage.maven";
    static final String TESTKIT = "dev.lineage.testkit";

    /** A published module that is missing here would escape every rule and golden file. */
    static final Set<String> EXPECTED = Set.of(API, CORE, FS, JDBC, MAVEN, TESTKIT);

    static PublishedModules find() {
        Map<String, Path> jars = new TreeMap<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path path = Path.of(entry);
            Path name = path.getFileName();
            if (name != null && name.toString().startsWith("lineage-") && entry.endsWith(".jar")) {
                jars.put(descriptor(path).name(), path);
            }
        }
        if (!jars.keySet().equals(EXPECTED)) {
            throw new IllegalStateException("Published modules on the class path are " + jars.keySet() + ", expected "
                    + new TreeSet<>(EXPECTED) + ". Run 'mvn verify' from the root: the subject is the packed jars.");
        }
        return new PublishedModules(jars);
    }

    Path jar(String module) {
        return Optional.ofNullable(jars.get(module)).orElseThrow();
    }

    ModuleDescriptor descriptor(String module) {
        return descriptor(jar(module));
    }

    /** The packages that everybody may use. */
    Set<String> exportedPackages(String module) {
        return descriptor(module).exports().stream()
                .filter(exports -> !exports.isQualified())
                .map(ModuleDescriptor.Exports::source)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    Set<String> exportedPackages() {
        return jars.keySet().stream()
                .flatMap(module -> exportedPackages(module).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static ModuleDescriptor descriptor(Path jar) {
        return ModuleFinder.of(jar).findAll().iterator().next().descriptor();
    }
}
