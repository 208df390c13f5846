package dev.lineage.maven.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/** A Maven repository in a directory, a settings.xml that mirrors everything to it, and a local repository with nothing in it. */
final class RemoteRepository implements AutoCloseable {
    private static final String SETTINGS = "lineage.maven.settings";
    private static final String LOCAL = "maven.repo.local";

    private final Path remote;
    private final Path local;
    private final Path settings;
    private final Map<String, String> before;

    RemoteRepository(Path directory) throws IOException {
        remote = Files.createDirectory(directory.resolve("remote"));
        local = directory.resolve("local");
        settings = directory.resolve("settings.xml");
        before = Map.of(SETTINGS, System.getProperty(SETTINGS, ""), LOCAL, System.getProperty(LOCAL, ""));
        System.setProperty(SETTINGS, settings.toString());
        System.setProperty(LOCAL, local.toString());
        mirror(remote.toUri().toString(), "");
    }

    /** Mirrors everything to another address. */
    void mirror(String url, String more) throws IOException {
        settings("<mirrors><mirror><id>all</id><mirrorOf>*</mirrorOf><url>" + url + "</url></mirror></mirrors>" + more);
    }

    void settings(String content) throws IOException {
        Files.writeString(settings, "<settings>" + content + "</settings>");
    }

    Path local() {
        return local;
    }

    Path remote() {
        return remote;
    }

    /** Where a jar of {@code org.example} is in a repository. */
    static Path in(Path repository, String artifact, String file) {
        return repository
                .resolve("org/example")
                .resolve(artifact)
                .resolve("1.0")
                .resolve(file);
    }

    /** Puts a jar with its checksum into a repository, in place of what is there. */
    static Path put(Path repository, String artifact, String file, Path jar) throws IOException {
        Path place = in(repository, artifact, file);
        Files.createDirectories(place.resolveSibling("."));
        Files.deleteIfExists(place);
        Files.writeString(
                place.resolveSibling(file + ".sha1"), HexFormat.of().formatHex(sha1().digest(Files.readAllBytes(jar))));
        return Files.copy(jar, place);
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-1", e);
        }
    }

    /** Makes the jar {@code org.example:<artifact>:1.0} with one resource. */
    static Path jar(Path file, String artifact, String weights) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out)) {
            entry(jar, "library/weights.txt", weights);
            entry(
                    jar,
                    "META-INF/maven/org.example/" + artifact + "/pom.properties",
                    "groupId=org.example\nartifactId=" + artifact + "\nversion=1.0\n");
        }
        return file;
    }

    private static void entry(JarOutputStream jar, String name, String content) throws IOException {
        jar.putNextEntry(new JarEntry(name));
        jar.write(content.getBytes(StandardCharsets.UTF_8));
        jar.closeEntry();
    }

    @Override
    public void close() {
        before.forEach((name, value) -> {
            if (value.isEmpty()) {
                System.clearProperty(name);
            } else {
                System.setProperty(name, value);
            }
        });
    }
}
