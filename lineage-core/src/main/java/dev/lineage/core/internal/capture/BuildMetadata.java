package dev.lineage.core.internal.capture;

import dev.lineage.model.CodeOrigin;
import dev.lineage.model.CodeState;
import dev.lineage.model.Hole;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.Manifest;

/** The commit as a build wrote it into what was built: {@code git.properties}, or attributes of the jar's manifest. */
final class BuildMetadata {
    private static final String PROPERTIES = "git.properties";
    private static final String MANIFEST = "META-INF/MANIFEST.MF";
    private static final String MANIFEST_SOURCE = "build metadata";
    private static final int MAX_BYTES = 1024 * 1024;
    private static final List<String> MANIFEST_COMMIT = List.of(
            "Git-Commit",
            "Git-Commit-Id",
            "Git-Commit-Id-Full",
            "Git-Revision",
            "Git-SHA",
            "SCM-Revision",
            "Scm-Commit",
            "Implementation-SCM-Revision",
            "Implementation-Build",
            "Build-Revision",
            "Build-Commit",
            "Full-Change",
            "Change");
    private static final List<String> MANIFEST_BRANCH =
            List.of("Git-Branch", "SCM-Branch", "Implementation-SCM-Branch", "Branch");
    private static final List<String> MANIFEST_DIRTY = List.of("Git-Dirty", "SCM-Dirty", "Build-Dirty");
    private static final String DIRTY_SUFFIX = "-dirty";

    private BuildMetadata() {}

    /** What build metadata says; empty if there is none that names a full commit id. */
    static Optional<CapturedCode> capture(Environment environment, Optional<Class<?>> trainer, List<String> tried) {
        try {
            Optional<String> home = trainer.flatMap(BuildMetadata::home);
            ClassLoader loader = trainer.map(Class::getClassLoader).orElse(environment.classLoader());
            Map<String, Properties> found = gitProperties(loader, tried);
            Optional<CapturedCode> own =
                    home.map(h -> found.get(h + PROPERTIES)).map(BuildMetadata::ofProperties);
            if (own.isPresent()) {
                return own;
            }
            Optional<CapturedCode> manifest = home.isEmpty() ? Optional.empty() : ofManifest(loader, home.get());
            return manifest.isPresent() ? manifest : ofOthers(found);
        } catch (IOException e) {
            tried.add("build metadata could not be read: " + e.getClass().getSimpleName());
            return Optional.empty();
        }
    }

    /** The address of the jar or directory that {@code type} was loaded from, as resources in it begin. */
    private static Optional<String> home(Class<?> type) {
        String file = type.getName().replace('.', '/') + ".class";
        URL url = type.getResource("/" + file);
        return Optional.ofNullable(url)
                .map(URL::toString)
                .filter(text -> text.endsWith(file))
                .map(text -> text.substring(0, text.length() - file.length()));
    }

    /** Every git.properties with a full commit id, by its address. */
    private static Map<String, Properties> gitProperties(ClassLoader loader, List<String> tried) throws IOException {
        Map<String, Properties> found = new TreeMap<>();
        for (URL url : Collections.list(loader.getResources(PROPERTIES))) {
            Properties properties = new Properties();
            try {
                properties.load(new ByteArrayInputStream(read(url)));
            } catch (IllegalArgumentException e) {
                tried.add("a git.properties is malformed");
                continue;
            }
            if (commit(properties).isPresent()) {
                found.put(url.toString(), properties);
            } else {
                tried.add("a git.properties has no full git.commit.id");
            }
        }
        return found;
    }

    private static Optional<String> commit(Properties properties) {
        return CommitIds.parse(properties.getProperty("git.commit.id.full", ""))
                .or(() -> CommitIds.parse(properties.getProperty("git.commit.id", "")));
    }

    private static CapturedCode ofProperties(Properties properties) {
        return captured(
                PROPERTIES,
                commit(properties).orElseThrow(),
                Optional.ofNullable(properties.getProperty("git.dirty")),
                Optional.ofNullable(properties.getProperty("git.remote.origin.url")),
                Optional.ofNullable(properties.getProperty("git.branch")));
    }

    /** A git.properties from elsewhere: a library may have brought it, so there must be no doubt which commit is meant. */
    private static Optional<CapturedCode> ofOthers(Map<String, Properties> found) {
        List<String> commits = found.values().stream()
                .flatMap(p -> commit(p).stream())
                .distinct()
                .toList();
        if (commits.isEmpty()) {
            return Optional.empty();
        }
        if (commits.size() > 1) {
            String what = "git.properties with " + String.join(" and ", commits);
            return Optional.of(CapturedCode.unknown(PROPERTIES, List.of(CodeHoles.contradiction(what))));
        }
        Map.Entry<String, Properties> only = found.entrySet().iterator().next();
        CapturedCode code = ofProperties(only.getValue());
        List<Hole> holes = new ArrayList<>(code.holes());
        holes.add(CodeHoles.foreignProperties(shortName(only.getKey())));
        return Optional.of(new CapturedCode(code.state(), code.origin(), code.patch(), holes));
    }

    /** The name of the jar or directory in a resource's address; never its path. */
    private static String shortName(String url) {
        String home = url.substring(0, url.length() - PROPERTIES.length()).replaceAll("[!/]+$", "");
        return CaptureErrors.shown(home.substring(home.lastIndexOf('/') + 1));
    }

    private static Optional<CapturedCode> ofManifest(ClassLoader loader, String home) throws IOException {
        for (URL url : Collections.list(loader.getResources(MANIFEST))) {
            if (url.toString().equals(home + MANIFEST)) {
                Attributes attributes = new Manifest(new ByteArrayInputStream(read(url))).getMainAttributes();
                return ofAttributes(attributes);
            }
        }
        return Optional.empty();
    }

    private static Optional<CapturedCode> ofAttributes(Attributes attributes) {
        for (String name : MANIFEST_COMMIT) {
            String value = attributes.getValue(name);
            if (value == null) {
                continue;
            }
            boolean dirty = value.strip().toLowerCase(Locale.ROOT).endsWith(DIRTY_SUFFIX);
            String id = dirty ? value.strip().substring(0, value.strip().length() - DIRTY_SUFFIX.length()) : value;
            Optional<String> commit = CommitIds.parse(id);
            if (commit.isPresent()) {
                Optional<String> said = dirty ? Optional.of("true") : first(attributes, MANIFEST_DIRTY);
                return Optional.of(captured(
                        MANIFEST_SOURCE, commit.get(), said, Optional.empty(), first(attributes, MANIFEST_BRANCH)));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> first(Attributes attributes, List<String> names) {
        return names.stream()
                .map(attributes::getValue)
                .flatMap(value -> Optional.ofNullable(value).stream())
                .findFirst();
    }

    private static CapturedCode captured(
            String source, String commit, Optional<String> dirty, Optional<String> remote, Optional<String> branch) {
        CodeOrigin origin = new CodeOrigin(
                source,
                remote.flatMap(GitRemotes::clean),
                // In a detached checkout the plugin writes the commit in the branch's place.
                branch.map(String::strip)
                        .filter(name -> !name.isEmpty() && CommitIds.parse(name).isEmpty()),
                Optional.empty());
        String said = dirty.map(text -> text.strip().toLowerCase(Locale.ROOT)).orElse("");
        return switch (said) {
            case "false" -> new CapturedCode(Optional.of(CodeState.clean(commit)), origin, Optional.empty(), List.of());
            case "true" ->
                new CapturedCode(Optional.empty(), origin, Optional.empty(), List.of(CodeHoles.dirtyBuild(source)));
            default ->
                new CapturedCode(
                        Optional.of(CodeState.clean(commit)),
                        origin,
                        Optional.empty(),
                        List.of(CodeHoles.unknownCleanliness(source)));
        };
    }

    private static byte[] read(URL url) throws IOException {
        URLConnection connection = url.openConnection();
        connection.setUseCaches(false);
        try (InputStream in = connection.getInputStream()) {
            return in.readNBytes(MAX_BYTES);
        }
    }
}
