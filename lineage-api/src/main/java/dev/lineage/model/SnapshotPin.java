package dev.lineage.model;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * An immutable reference to data, with its {@link Evidence}. A pin says which bytes, never where they happened to lie:
 * paths and URLs of the moment are observations.
 *
 * <p>The factories for other systems accept only what cannot move: a commit, a snapshot id, a version, a digest.
 * {@code latest}, {@code main}, {@code HEAD} or a bare table name are refused, with the reason.
 */
public sealed interface SnapshotPin {

    /** How well the data is known. */
    Evidence evidence();

    /**
     * The pin as one line of text, which is also its identity: {@code tree:sha256:…}, {@code file:sha256:…} or
     * {@code system:name@revision}.
     */
    String id();

    /** What a {@link Content} pin covers. */
    enum Kind {
        /** One regular file; the digest is the SHA-256 of its bytes. */
        FILE,
        /** A directory tree; the digest is the {@code dirHash1} of its files. */
        TREE
    }

    /**
     * Data that Lineage hashed itself.
     *
     * <p>A tree's digest is the SHA-256 of the text that has one line for each regular file, sorted by the UTF-8 bytes
     * of its relative path, as {@code <64 hex digits>  <path>\n}: the {@code dirHash1} of in-toto and Go, which
     * coreutils can check:
     *
     * <pre>cd data &amp;&amp; find . -type f -printf '%P\0' | LC_ALL=C sort -z | xargs -r0 sha256sum -- | sha256sum</pre>
     *
     * @param kind one file or a tree
     * @param digest the digest, as said at {@link Kind}
     * @param files the number of regular files
     * @param bytes the sum of their sizes, in bytes
     */
    record Content(Kind kind, Digest digest, long files, long bytes) implements SnapshotPin {
        /**
         * Checks the counts.
         *
         * @throws IllegalArgumentException if a count is negative or a file pin does not cover exactly one file
         */
        public Content {
            if (files < 0 || bytes < 0 || kind == Kind.FILE && files != 1) {
                throw new IllegalArgumentException(
                        "A " + kind + " pin cannot have " + files + " files and " + bytes + " bytes");
            }
        }

        @Override
        public Evidence evidence() {
            return Evidence.CONTENT;
        }

        @Override
        public String id() {
            return kind.name().toLowerCase(Locale.ROOT) + ":" + digest;
        }

        @Override
        public String toString() {
            return id() + " (" + files + (files == 1 ? " file, " : " files, ") + bytes + " bytes)";
        }
    }

    /**
     * Data that another system keeps under an id that cannot move, or that a person vouches for.
     *
     * @param system the system, in lower case: {@code iceberg}
     * @param name what the system calls the data: a table, a repository, a bucket and key
     * @param revision the immutable id
     * @param evidence {@link Evidence#REFERENCE} or {@link Evidence#DECLARED}
     */
    record External(String system, String name, String revision, Evidence evidence) implements SnapshotPin {
        private static final Set<String> FLOATING = Set.of(
                "latest", "head", "main", "master", "trunk", "develop", "current", "newest", "tip", "default",
                "stable");
        private static final Pattern SYSTEM = Pattern.compile("[a-z][a-z0-9-]{0,39}");
        private static final int MAX_LENGTH = 1_000;

        /**
         * Checks the parts.
         *
         * @throws IllegalArgumentException if a part is empty, too long, has control characters, or if the revision is
         *     one that moves
         */
        public External {
            if (!SYSTEM.matcher(system).matches()) {
                throw new IllegalArgumentException(
                        "'" + system + "' does not name a system: use up to 40 lower-case letters, digits and '-'");
            }
            requireText(system, "name", name);
            requireText(system, "revision", revision);
            String last = revision.substring(revision.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
            if (FLOATING.contains(last) || last.startsWith("head~") || last.startsWith("head^")) {
                throw new IllegalArgumentException("Cannot pin " + system + " '" + name + "' at '" + revision
                        + "': that name moves, so the record would not say which data was used. Resolve it first and"
                        + " pin the immutable id (a commit, snapshot id, version or digest)");
            }
            if (evidence == Evidence.CONTENT) {
                throw new IllegalArgumentException("Only data that Lineage hashed has CONTENT evidence; " + system
                        + " '" + name + "' is a REFERENCE or DECLARED");
            }
        }

        @Override
        public String id() {
            return system + ":" + name + "@" + revision;
        }

        @Override
        public String toString() {
            return id() + " (" + evidence + ")";
        }

        private static void requireText(String system, String part, String text) {
            if (text.isBlank() || text.length() > MAX_LENGTH || text.chars().anyMatch(Character::isISOControl)) {
                throw new IllegalArgumentException("Cannot pin " + system + ": the " + part + " '"
                        + (text.length() > 60 ? text.substring(0, 60) + "…" : text.replaceAll("\\p{Cntrl}", "?"))
                        + "' is blank, longer than " + MAX_LENGTH + " characters or has control characters"
                        + (part.equals("revision") && text.isBlank()
                                ? "; a bare name is not a pin: name its immutable revision"
                                : ""));
            }
        }

        private static External of(String system, String name, String revision, Pattern form, String expected) {
            External pin = new External(system, name, revision, Evidence.REFERENCE);
            if (!form.matcher(revision).matches()) {
                throw new IllegalArgumentException("Cannot pin " + system + " '" + name + "' at '" + revision
                        + "': expected " + expected + ". Branches, tags and other names can move; resolve them first");
            }
            return pin;
        }
    }

    /** A commit of a Git repository that holds data: 40 or 64 lower-case hexadecimal digits. */
    static External git(String repository, String commit) {
        return External.of(
                "git", repository, commit, Forms.COMMIT, "a full commit id of 40 or 64 lower-case hex digits");
    }

    /** An object of Git LFS by its {@code oid}: 64 hexadecimal digits, with or without {@code sha256:} before them. */
    static External gitLfs(String path, String oid) {
        String hex = oid.startsWith("sha256:") ? oid.substring(7) : oid;
        return External.of("git-lfs", path, hex, Forms.SHA256, "an oid of 64 lower-case hex digits");
    }

    /** An output of DVC by its MD5: 32 hexadecimal digits, with {@code .dir} after them for a directory. */
    static External dvc(String path, String md5) {
        return External.of(
                "dvc", path, md5, Forms.DVC, "an md5 of 32 lower-case hex digits, with .dir for a directory");
    }

    /** A commit of a lakeFS repository: 64 hexadecimal digits. */
    static External lakeFs(String repository, String commit) {
        return External.of("lakefs", repository, commit, Forms.SHA256, "a commit id of 64 lower-case hex digits");
    }

    /** A snapshot of an Apache Iceberg table, by its snapshot id. */
    static External iceberg(String table, long snapshotId) {
        return new External("iceberg", table, Long.toString(snapshotId), Evidence.REFERENCE);
    }

    /**
     * A version of a Delta Lake table.
     *
     * @throws IllegalArgumentException if the version is negative
     */
    static External delta(String table, long version) {
        return External.of("delta", table, Long.toString(version), Forms.NUMBER, "a version from 0");
    }

    /** One version of an object in a bucket that has versioning switched on. */
    static External objectVersion(String uri, String versionId) {
        return External.of(
                "object-version",
                uri,
                versionId,
                Forms.OBJECT_VERSION,
                "the version id that the object store assigned");
    }

    /** A manifest in an OCI registry, by its digest: {@code sha256:} and 64 hexadecimal digits; a tag is refused. */
    static External oci(String repository, String digest) {
        return External.of("oci", repository, digest, Forms.OCI, "a digest, sha256: and 64 lower-case hex digits");
    }

    /** A revision of a repository on a model hub, by its commit: 40 hexadecimal digits; a branch or tag is refused. */
    static External hub(String repository, String commit) {
        return External.of("hub", repository, commit, Forms.SHA1, "a full commit id of 40 lower-case hex digits");
    }

    /**
     * Data on somebody's word: nothing can check it later.
     *
     * @param name what the data is called
     * @param statement which state of it was used
     */
    static External declared(String name, String statement) {
        return new External("declared", name, statement, Evidence.DECLARED);
    }
}

/** The forms of other systems' immutable ids. */
final class Forms {
    static final Pattern SHA1 = Pattern.compile("[0-9a-f]{40}");
    static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
    static final Pattern DVC = Pattern.compile("[0-9a-f]{32}(\\.dir)?");
    static final Pattern OCI = Pattern.compile("sha256:[0-9a-f]{64}");
    static final Pattern NUMBER = Pattern.compile("[0-9]{1,19}");
    // S3 hands out the version id "null" for objects written while versioning was off: they can be overwritten.
    static final Pattern OBJECT_VERSION = Pattern.compile("(?!null$)[\\x21-\\x7e]{1,1024}");

    private Forms() {}
}
