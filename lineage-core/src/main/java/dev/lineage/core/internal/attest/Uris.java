package dev.lineage.core.internal.attest;

import dev.lineage.model.Dependency;
import dev.lineage.model.Digest;
import dev.lineage.model.SnapshotPin;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The URIs (RFC 3986) by which attestations name things. */
final class Uris {
    private static final Pattern ADDRESS = Pattern.compile("(https?|ssh|git)://([^/@?#]+)(/[^?#]*)");
    /** As scp writes it, without a user. */
    private static final Pattern SCP = Pattern.compile("([A-Za-z0-9.-]{2,}|\\[[0-9A-Fa-f:.]+]):([^?#]+)");

    private static final String UNRESERVED = "-._~";
    private static final String IN_PATHS = UNRESERVED + "/!$&'()*+,;=:";
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private Uris() {}

    /** A version of this library's registries, by its digest. */
    static String version(Digest version) {
        return "lineage:version/" + version.hex();
    }

    /** Data in another system. */
    static String pin(SnapshotPin.External pin) {
        return "lineage:pin/" + encode(pin.system(), UNRESERVED) + "/" + encode(pin.name(), UNRESERVED) + "/"
                + encode(pin.revision(), UNRESERVED);
    }

    /** A Git repository as SPDX writes it, {@code git+https://host/path}; empty if the address has no form known here. */
    static Optional<String> git(String remote) {
        return plainGit(remote).map(uri -> "git+" + uri);
    }

    /** The same without {@code git+}. */
    static Optional<String> plainGit(String remote) {
        Matcher address = ADDRESS.matcher(remote);
        if (address.matches()) {
            return Optional.of(address.group(1) + "://" + address.group(2).toLowerCase(Locale.ROOT)
                    + encode(address.group(3), IN_PATHS + "%"));
        }
        Matcher scp = SCP.matcher(remote);
        return scp.matches() && !remote.contains("://")
                ? Optional.of("ssh://" + scp.group(1).toLowerCase(Locale.ROOT) + "/"
                        + encode(scp.group(2).replaceFirst("^/+", ""), IN_PATHS))
                : Optional.empty();
    }

    /** The branch of a repository. */
    static String branch(String repository, String branch) {
        return repository + "@refs/heads/" + encode(branch, UNRESERVED + "/");
    }

    /** The package URL (ECMA-427) of a Maven dependency; empty if its coordinates are not known. */
    static Optional<String> maven(Dependency dependency) {
        return dependency
                .coordinates()
                .map(text -> text.split(":", -1))
                .filter(parts -> parts.length >= 3)
                .map(parts -> "pkg:maven/" + encode(parts[0], UNRESERVED) + "/" + encode(parts[1], UNRESERVED) + "@"
                        + encode(parts[2], UNRESERVED + ":")
                        + (parts.length > 3
                                ? "?classifier=" + encode(parts[3], UNRESERVED) + "&type=jar"
                                : "?type=jar"));
    }

    private static String encode(String text, String kept) {
        StringBuilder out = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            boolean word = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (word || kept.indexOf(c) >= 0) {
                out.append(c);
            } else {
                out.append('%').append(HEX[c >> 4]).append(HEX[c & 15]);
            }
        }
        return out.toString();
    }
}
