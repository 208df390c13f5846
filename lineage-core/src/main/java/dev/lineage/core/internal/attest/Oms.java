package dev.lineage.core.internal.attest;

import dev.lineage.model.Names;
import java.util.Comparator;
import java.util.List;

/** The constants of OpenSSF Model Signing v1.0 (ossf/model-signing-spec, {@code spec/v1.0.md}). */
final class Oms {
    static final String PREDICATE = "https://model_signing/signature/v1.0";
    static final String FILES = "files";
    static final String SHARDS = "shards";
    static final String SHA256 = "sha256";

    /** What lies at the top under these names is never signed (section 6.2); sorted. */
    static final List<String> NEVER_SIGNED = List.of(".git", ".gitattributes", ".github", ".gitignore");

    /** The order of resources: by the code points of their whole names (section 5.2.1). */
    static final Comparator<String> ORDER = Names::compareCodePoints;

    private Oms() {}

    /** Whether a path is one of {@code roots} or lies below one. */
    static boolean isBelow(String path, Iterable<String> roots) {
        for (String root : roots) {
            if (path.startsWith(root) && (path.length() == root.length() || path.charAt(root.length()) == '/')) {
                return true;
            }
        }
        return false;
    }
}
