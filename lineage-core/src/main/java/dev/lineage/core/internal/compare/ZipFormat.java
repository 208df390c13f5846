package dev.lineage.core.internal.compare;

import dev.lineage.Canonicalizer;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;

/**
 * Zip and jar: the names of the entries and what is in them count, not their order, times, comments, extra fields or how well they
 * are compressed. What is in an entry is taken in its own canonical form.
 */
final class ZipFormat implements Canonicalizer {
    @Override
    public String name() {
        return "zip";
    }

    @Override
    public boolean accepts(String artifact, Path file) throws IOException {
        return Formats.isZip(Comparer.head(file, 4));
    }

    @Override
    public void canonicalize(Path file, OutputStream out) throws IOException {
        Map<String, byte[]> digests = new TreeMap<>();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (ZipEntry entry : entries(zip).values()) {
                try (InputStream in = zip.getInputStream(entry)) {
                    add(entry, in, digests, 0);
                }
            }
        } catch (IllegalArgumentException e) {
            throw new ZipException(e.getMessage());
        }
        write(digests, out);
    }

    /** The canonical form of an archive in an archive. */
    static void canonicalizeStream(InputStream in, OutputStream out, int depth) throws IOException {
        Map<String, byte[]> digests = new TreeMap<>();
        ZipInputStream zip = new ZipInputStream(in);
        try {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                add(entry, zip, digests, depth);
            }
        } catch (IllegalArgumentException e) {
            throw new ZipException(e.getMessage());
        }
        write(digests, out);
    }

    private static void add(ZipEntry entry, InputStream in, Map<String, byte[]> digests, int depth) throws IOException {
        MessageDigest sha256 = Comparer.sha256();
        try (OutputStream digesting = new DigestOutputStream(OutputStream.nullOutputStream(), sha256)) {
            Formats.canonicalize(in, digesting, depth);
        }
        if (digests.put(entry.getName(), sha256.digest()) != null) {
            throw new ZipException("the entry " + entry.getName() + " is there twice");
        }
    }

    private static void write(Map<String, byte[]> digests, OutputStream out) throws IOException {
        DataOutputStream data = new DataOutputStream(out);
        for (Map.Entry<String, byte[]> entry : digests.entrySet()) {
            byte[] name = entry.getKey().getBytes(StandardCharsets.UTF_8);
            data.writeInt(name.length);
            data.write(name);
            data.write(entry.getValue());
        }
        data.flush();
    }

    private static Map<String, ZipEntry> entries(ZipFile zip) throws IOException {
        Map<String, ZipEntry> entries = new TreeMap<>();
        for (ZipEntry entry : (Iterable<ZipEntry>) zip.stream().map(e -> (ZipEntry) e)::iterator) {
            if (entries.put(entry.getName(), entry) != null) {
                throw new ZipException("the entry " + entry.getName() + " is there twice");
            }
        }
        return entries;
    }

    @Override
    public Optional<String> difference(Path recorded, Path rebuilt) throws IOException {
        try (ZipFile a = new ZipFile(recorded.toFile());
                ZipFile b = new ZipFile(rebuilt.toFile())) {
            Map<String, ZipEntry> before = entries(a);
            Map<String, ZipEntry> now = entries(b);
            for (Map.Entry<String, ZipEntry> entry : before.entrySet()) {
                ZipEntry other = now.get(entry.getKey());
                if (other == null) {
                    return Optional.of("the entry " + entry.getKey() + " is missing");
                }
                try (InputStream x = a.getInputStream(entry.getValue());
                        InputStream y = b.getInputStream(other)) {
                    long at = Mismatch.of(x, y);
                    if (at >= 0) {
                        return Optional.of("the entry " + entry.getKey() + " differs from byte " + at + " on");
                    }
                }
            }
            for (String name : now.keySet()) {
                if (!before.containsKey(name)) {
                    return Optional.of("the entry " + name + " is new");
                }
            }
            for (Map.Entry<String, ZipEntry> entry : before.entrySet()) {
                ZipEntry other = now.get(entry.getKey());
                if (other != null && entry.getValue().getTime() != other.getTime()) {
                    return Optional.of("the time of the entry " + entry.getKey());
                }
            }
            return Optional.of("the order, the attributes or the compression of its entries");
        } catch (IllegalArgumentException e) {
            throw new ZipException(e.getMessage());
        }
    }
}
