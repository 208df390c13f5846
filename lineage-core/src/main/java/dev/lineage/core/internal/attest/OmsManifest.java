package dev.lineage.core.internal.attest;

import dev.lineage.core.internal.codec.TrustCodec;
import dev.lineage.internal.json.JsonException;
import dev.lineage.internal.json.JsonFields;
import dev.lineage.internal.json.JsonReader;
import dev.lineage.model.Digest;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the signature of a model covers: an in-toto statement with the predicate of OpenSSF Model Signing v1.0. Read only after
 * the signature over its bytes was verified.
 *
 * @param name what the signer called the model
 * @param root the signed root digest
 * @param method {@code files} or {@code shards}
 * @param algorithm how files were hashed
 * @param shardSize the bytes of a shard; empty for files
 * @param symlinks whether the signer followed symbolic links
 * @param ignored the paths to leave out
 * @param resources what was signed, in the signed order
 */
record OmsManifest(
        String name,
        Digest root,
        String method,
        FileHash algorithm,
        OptionalLong shardSize,
        boolean symlinks,
        List<String> ignored,
        List<Resource> resources) {
    /** The only resource of a single file, before v1.0.1 of the format's first implementation. */
    static final String THE_FILE_ITSELF = ".";

    private static final Pattern SHARD =
            Pattern.compile("(.+):(0|[1-9][0-9]{0,17}):([1-9][0-9]{0,17})", Pattern.DOTALL);
    private static final Pattern GLOB = Pattern.compile("[*?\\[]");

    /**
     * A file, or a range of bytes of one.
     *
     * @param name as it was signed
     * @param path the file's path
     * @param start the first byte; 0 for a file
     * @param end the byte after the last; −1 for a file
     * @param digest the digest in lower-case hexadecimal digits, of as many bytes as the algorithm has
     */
    record Resource(String name, String path, long start, long end, String digest) {
        boolean isShard() {
            return end >= 0;
        }
    }

    /**
     * Reads what was signed.
     *
     * @throws JsonException if it is not such a statement, or one that could be read in two ways or reach outside of the model
     */
    static OmsManifest read(byte[] payload) {
        JsonFields statement = JsonFields.of("statement", JsonReader.readForeign(payload));
        require(statement, "_type", TrustCodec.STATEMENT);
        require(statement, "predicateType", Oms.PREDICATE);
        record Subject(String name, Digest root) {}
        List<Subject> subjects = statement.list("subject", subject -> {
            JsonFields digests = subject.object("digest");
            if (digests.optional(Oms.SHA256).isEmpty()) {
                throw new JsonException(digests.at(Oms.SHA256) + ": missing; the digests are by algorithms that are not"
                        + " taken here: " + digests.members().keySet());
            }
            return new Subject(subject.string("name"), root(digests));
        });
        if (subjects.size() != 1) {
            throw new JsonException("statement.subject: expected one model, got " + subjects.size());
        }
        JsonFields predicate = only(statement.object("predicate"), "resources", "serialization");
        JsonFields how = only(
                predicate.object("serialization"),
                "method",
                "hash_type",
                "shard_size",
                "allow_symlinks",
                "ignore_paths");
        String method = how.string("method");
        if (!method.equals(Oms.FILES) && !method.equals(Oms.SHARDS)) {
            throw new JsonException(how.at("method") + ": '" + method + "' is neither files nor shards");
        }
        boolean shards = method.equals(Oms.SHARDS);
        OptionalLong shardSize = shards ? OptionalLong.of(how.integer("shard_size")) : OptionalLong.empty();
        if (shards == how.optional("shard_size").isEmpty() || shardSize.orElse(1) < 1) {
            throw new JsonException(how.at("shard_size") + ": expected a positive size of shards, and none for files");
        }
        FileHash algorithm = FileHash.of(how.string("hash_type"))
                .orElseThrow(() -> new JsonException(how.at("hash_type") + ": '" + how.string("hash_type")
                        + "' is an unknown algorithm; expected one of " + Arrays.toString(FileHash.values())));
        List<String> ignored = how.strings("ignore_paths");
        ignored.forEach(path -> requireIgnorable(how.at("ignore_paths"), path));
        Set<String> seen = new HashSet<>();
        List<Resource> resources = predicate.list("resources", resource -> {
            Resource one = resource(resource, shards, algorithm);
            if (!seen.add(one.name())) {
                throw new JsonException(resource.at("name") + ": '" + one.name() + "' is there twice");
            }
            return one;
        });
        if (resources.isEmpty()) {
            throw new JsonException(predicate.at("resources") + ": nothing is signed");
        }
        boolean itself = resources.stream().anyMatch(one -> one.path().equals(THE_FILE_ITSELF));
        if (itself && resources.stream().anyMatch(one -> !one.path().equals(THE_FILE_ITSELF))) {
            throw new JsonException(predicate.at("resources") + ": '.' stands beside other names");
        }
        Subject subject = subjects.get(0);
        return new OmsManifest(
                subject.name(),
                subject.root(),
                method,
                algorithm,
                shardSize,
                how.bool("allow_symlinks"),
                ignored,
                resources);
    }

    /** What is not known here could change what all the rest means. */
    private static JsonFields only(JsonFields fields, String... names) {
        for (String name : fields.members().keySet()) {
            if (!List.of(names).contains(name)) {
                throw new JsonException(fields.at(name) + ": v1.0 has no such member");
            }
        }
        return fields;
    }

    private static void require(JsonFields fields, String member, String value) {
        if (!fields.string(member).equals(value)) {
            throw new JsonException(fields.at(member) + ": expected " + value + ", got " + fields.string(member));
        }
    }

    private static Digest root(JsonFields digests) {
        try {
            return Digest.ofHex(digests.string(Oms.SHA256));
        } catch (IllegalArgumentException e) {
            throw new JsonException(digests.at(Oms.SHA256) + ": " + e.getMessage());
        }
    }

    private static Resource resource(JsonFields fields, boolean shards, FileHash algorithm) {
        String name = fields.string("name");
        if (!fields.string("algorithm").equals(algorithm.id())) {
            throw new JsonException(fields.at("algorithm") + ": '" + fields.string("algorithm") + "' for '" + name
                    + "', where hash_type says " + algorithm);
        }
        String path = name;
        long start = 0;
        long end = -1;
        if (shards) {
            Matcher shard = SHARD.matcher(name);
            if (!shard.matches()) {
                throw new JsonException(fields.at("name") + ": '" + name + "' is no shard, path:start:end");
            }
            path = shard.group(1);
            start = Long.parseLong(shard.group(2));
            end = Long.parseLong(shard.group(3));
        }
        if (!path.equals(THE_FILE_ITSELF)) {
            requirePath(fields.at("name"), path);
        }
        String hex = fields.string("digest");
        boolean good = hex.length() == 2 * algorithm.bytes()
                && hex.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f');
        if (!good) {
            throw new JsonException(fields.at("digest") + ": '" + hex + "' is not " + 2 * algorithm.bytes()
                    + " lower-case hexadecimal digits, a digest of " + algorithm);
        }
        return new Resource(name, path, start, end, hex);
    }

    /** Refuses what is not a relative path in its one form. No path is ever opened by what stands here, all the same. */
    private static void requirePath(String where, String path) {
        boolean good = !path.isEmpty()
                && path.indexOf('\\') < 0
                && path.chars().noneMatch(Character::isISOControl)
                && Stream.of(path.split("/", -1))
                        .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
        if (!good) {
            throw new JsonException(where + ": '" + path.replaceAll("\\p{Cntrl}", "?")
                    + "' is not a relative path inside of the model, in its shortest form and with '/'");
        }
    }

    private static void requireIgnorable(String where, String path) {
        requirePath(where, path);
        if (GLOB.matcher(path).find()) {
            throw new JsonException(where + ": '" + path + "' has a wildcard, which this format has not");
        }
    }

    // ---- the root digest

    /** Whether the root digest is that of the resources in the signed order. */
    boolean isRooted() {
        return root(resources).equals(root);
    }

    /**
     * Whether it is that of another order that is in use: by whole names, or by the components of paths, as the format's first
     * implementation sorts.
     */
    boolean isRootedInOtherOrder() {
        Comparator<Resource> byPart = (a, b) -> {
            String[] x = a.path().split("/", -1);
            String[] y = b.path().split("/", -1);
            int order = Arrays.compare(x, y, Oms.ORDER);
            return order != 0 ? order : Long.compare(a.start(), b.start());
        };
        return Stream.of(inOrder(), byPart)
                .anyMatch(
                        order -> root(resources.stream().sorted(order).toList()).equals(root));
    }

    private static Comparator<Resource> inOrder() {
        return Comparator.comparing(Resource::name, Oms.ORDER);
    }

    /** Whether the resources stand in the order that the format wants. */
    boolean isSorted() {
        return resources.stream().sorted(inOrder()).toList().equals(resources);
    }

    private static Digest root(List<Resource> resources) {
        ByteArrayOutputStream digests = new ByteArrayOutputStream(resources.size() * Digest.BYTES);
        resources.forEach(one -> digests.writeBytes(HexFormat.of().parseHex(one.digest())));
        return Digest.of(digests.toByteArray());
    }

    // ---- files

    /** The resources of each file, in the signed order of files and by their start. */
    Map<String, List<Resource>> files() {
        Map<String, List<Resource>> files = resources.stream()
                .collect(Collectors.groupingBy(
                        Resource::path, LinkedHashMap::new, Collectors.toCollection(ArrayList::new)));
        files.values().forEach(parts -> parts.sort(Comparator.comparingLong(Resource::start)));
        return files;
    }

    /** Whether the parts of a file are the shards of {@code size} bytes, all of them and no others. */
    boolean covers(List<Resource> parts, long size) {
        long at = 0;
        long step = shardSize.orElseThrow();
        for (Resource part : parts) {
            long end = size - at < step ? size : at + step;
            if (part.start() != at || part.end() != end || end == at) {
                return false;
            }
            at = end;
        }
        return at == size;
    }
}
