package dev.lineage.core.internal.capture;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Addresses of repositories, without what must not get into a record: passwords, tokens and paths of this machine. */
final class GitRemotes {
    private static final Set<String> SCHEMES =
            Set.of("http", "https", "ssh", "git", "git+ssh", "ssh+git", "ftp", "ftps");
    private static final int MAX_LENGTH = 1_000;
    /** The form of scp: {@code user@host:path}; one letter before the colon is a drive of Windows. */
    private static final Pattern SCP =
            Pattern.compile("(?:[^@/:\\s]+@)?([A-Za-z0-9.-]{2,}|\\[[0-9A-Fa-f:.]+]):(?!//)([^\\s@]+)");

    private GitRemotes() {}

    /** The address as it may be recorded; empty if it is a path of this machine or has no known form. */
    static Optional<String> clean(String address) {
        String text = address.strip();
        if (text.isEmpty() || text.length() > MAX_LENGTH || text.chars().anyMatch(Character::isISOControl)) {
            return Optional.empty();
        }
        Matcher scp = SCP.matcher(text);
        if (!text.contains("://")) {
            return scp.matches() ? Optional.of(scp.group(1) + ":" + scp.group(2)) : Optional.empty();
        }
        try {
            URI uri = new URI(text);
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            String authority = uri.getRawAuthority();
            if (!SCHEMES.contains(scheme) || authority == null) {
                return Optional.empty();
            }
            // Query and fragment are no part of a repository's name, and tokens are put there.
            String host = authority.substring(authority.lastIndexOf('@') + 1);
            return host.isEmpty() ? Optional.empty() : Optional.of(scheme + "://" + host + uri.getRawPath());
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
