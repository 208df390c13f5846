package dev.lineage.core.internal.capture;

import dev.lineage.model.Dependency;
import dev.lineage.model.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * What a jar says about itself. Facts follow from the content, so they are kept by its digest for as long as the process
 * lives.
 *
 * @param coordinates from the one {@code pom.properties} that it holds; empty if it has none or several
 * @param classPathAttribute the {@code Class-Path} of its manifest, or an empty text
 */
record JarFacts(Optional<String> coordinates, String classPathAttribute) {
    private static final int MAX_KNOWN = 20_000;
    private static final int MAX_SMALL_ENTRY = 4 * 1024 * 1024;
    private static final String MANIFEST = "META-INF/MANIFEST.MF";
    private static final String POM_DIRECTORY = "META-INF/maven/";
    private static final String POM_FILE = "/pom.properties";
    private static final String CLASS_PATH = "class-path:";
    private static final Map<Digest, JarFacts> KNOWN = new ConcurrentHashMap<>();

    /**
     * The facts of a jar.
     *
     * @param digest its digest, taken just before
     * @throws IOException if it is not a jar
     */
    static JarFacts of(Path jar, Digest digest) throws IOException {
        JarFacts known = KNOWN.get(digest);
        if (known != null) {
            return known;
        }
        JarFacts facts;
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            facts = new JarFacts(coordinates(zip), classPath(zip));
        }
        if (KNOWN.size() >= MAX_KNOWN) {
            KNOWN.clear();
        }
        KNOWN.put(digest, facts);
        return facts;
    }

    /** The elements that the manifest adds, resolved against {@code jar} as the JVM does; they need not exist. */
    List<Path> classPath(Path jar) {
        List<Path> elements = new ArrayList<>();
        URI base = jar.toUri();
        for (String reference : classPathAttribute.split(" +", -1)) {
            if (!reference.isEmpty()) {
                resolve(base, reference).ifPresent(elements::add);
            }
        }
        return elements;
    }

    private static Optional<Path> resolve(URI base, String reference) {
        try {
            URI resolved = base.resolve(new URI(reference));
            return "file".equals(resolved.getScheme()) ? Optional.of(Path.of(resolved)) : Optional.empty();
        } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
            // The JVM ignores such a reference too.
            return Optional.empty();
        }
    }

    private static Optional<String> coordinates(ZipFile zip) throws IOException {
        List<? extends ZipEntry> poms = zip.stream()
                .filter(entry -> entry.getName().startsWith(POM_DIRECTORY)
                        && entry.getName().endsWith(POM_FILE))
                .limit(2)
                .toList();
        if (poms.size() != 1) {
            return Optional.empty();
        }
        Properties properties = new Properties();
        try (InputStream in = zip.getInputStream(poms.get(0))) {
            properties.load(new ByteArrayInputStream(in.readNBytes(MAX_SMALL_ENTRY)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        String text = properties.getProperty("groupId", "").strip()
                + ":" + properties.getProperty("artifactId", "").strip()
                + ":" + properties.getProperty("version", "").strip();
        return Optional.of(text).filter(Dependency::areCoordinates);
    }

    private static String classPath(ZipFile zip) throws IOException {
        ZipEntry entry = zip.getEntry(MANIFEST);
        if (entry == null) {
            entry = zip.stream()
                    .filter(e -> e.getName().equalsIgnoreCase(MANIFEST))
                    .findFirst()
                    .orElse(null);
        }
        if (entry == null) {
            return "";
        }
        byte[] bytes;
        try (InputStream in = zip.getInputStream(entry)) {
            bytes = in.readNBytes(MAX_SMALL_ENTRY);
        }
        if (!new String(bytes, StandardCharsets.ISO_8859_1)
                .toLowerCase(Locale.ROOT)
                .contains(CLASS_PATH)) {
            return "";
        }
        String value = new Manifest(new ByteArrayInputStream(bytes))
                .getMainAttributes()
                .getValue(Attributes.Name.CLASS_PATH);
        return value == null ? "" : value;
    }
}
