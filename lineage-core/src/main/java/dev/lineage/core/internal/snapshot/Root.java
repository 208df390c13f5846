package dev.lineage.core.internal.snapshot;

import dev.lineage.internal.json.Json;
import dev.lineage.internal.json.JsonException;
import dev.lineage.internal.json.JsonFields;
import dev.lineage.internal.json.JsonReader;
import dev.lineage.internal.json.JsonWriter;
import dev.lineage.model.Digest;
import dev.lineage.model.SnapshotPin;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The root of a manifest: a small blob of canonical JSON whose digest names the manifest.
 *
 * @param pin the snapshot that it lists
 * @param top the topmost chunk; null if there are no files
 * @param packs every pack that the tree lies in, by digest, with how many bytes of it this tree uses
 */
record Root(SnapshotPin.Content pin, @Nullable ChunkRef top, Map<Digest, Long> packs) {
    static final int FORMAT = 1;
    static final int MAX_BYTES = 256 * 1024;
    private static final String TYPE = "lineage/manifest";

    byte[] encode() {
        Json.Builder out = Json.Obj.builder()
                .put("type", TYPE)
                .put("format", FORMAT)
                .put("kind", "tree")
                .put("digest", pin.digest().toString())
                .put("files", pin.files())
                .put("bytes", pin.bytes());
        if (top != null) {
            Digest pack = Objects.requireNonNull(top.pack());
            out.put(
                    "root",
                    Json.Obj.builder()
                            .put("level", top.level())
                            .put("digest", top.digest().toString())
                            .put("pack", pack.toString())
                            .put("offset", top.offset())
                            .put("length", top.length())
                            .put("last", new String(top.lastPath(), StandardCharsets.UTF_8))
                            .build());
        }
        List<Json> list = new ArrayList<>();
        packs.forEach((pack, used) -> list.add(Json.Obj.builder()
                .put("digest", pack.toString())
                .put("used", used)
                .build()));
        return JsonWriter.canonical(
                out.putUnlessEmpty("packs", new Json.Arr(list)).build());
    }

    static Root decode(byte[] bytes, Digest blob, String location) {
        try {
            JsonFields fields = JsonFields.of("", JsonReader.readCanonical(bytes));
            if (!fields.string("type").equals(TYPE)) {
                throw new JsonException("type: it is not a manifest");
            }
            long format = fields.integer("format");
            if (format > FORMAT) {
                throw SnapshotErrors.newerManifest(blob, format);
            }
            fields.allow("type", "format", "kind", "digest", "files", "bytes", "root", "packs");
            if (format != FORMAT || !fields.string("kind").equals("tree")) {
                throw new JsonException("format or kind: unknown");
            }
            SnapshotPin.Content pin = new SnapshotPin.Content(
                    SnapshotPin.Kind.TREE,
                    Digest.parse(fields.string("digest")),
                    fields.integer("files"),
                    fields.integer("bytes"));
            Map<Digest, Long> packs = new TreeMap<>();
            fields.list("packs", pack -> pack.allow("digest", "used"))
                    .forEach(pack -> packs.put(Digest.parse(pack.string("digest")), pack.integer("used")));
            ChunkRef top =
                    fields.optionalObject("root").map(root -> top(root, pin)).orElse(null);
            if ((top == null) != (pin.files() == 0)) {
                throw new JsonException("root: there is one if and only if there are files");
            }
            return new Root(pin, top, packs);
        } catch (JsonException | IllegalArgumentException e) {
            throw SnapshotErrors.damaged("manifest root", blob, location, e);
        }
    }

    private static ChunkRef top(JsonFields root, SnapshotPin.Content pin) {
        root.allow("level", "digest", "pack", "offset", "length", "last");
        long level = root.integer("level");
        long length = root.integer("length");
        long offset = root.integer("offset");
        if (level < 0 || level > Node.MAX_LEVEL || length < 0 || length > ManifestReader.MAX_CHUNK || offset < 0) {
            throw new JsonException("root: level, offset or length out of range");
        }
        return new ChunkRef(
                (int) level,
                Digest.parse(root.string("digest")),
                root.string("last").getBytes(StandardCharsets.UTF_8),
                pin.files(),
                pin.bytes(),
                Digest.parse(root.string("pack")),
                offset,
                (int) length,
                true);
    }
}
