package dev.lineage.core.internal;

import dev.lineage.IntegrityException;
import dev.lineage.NotFoundException;
import dev.lineage.core.internal.codec.ServingCodec;
import dev.lineage.internal.json.JsonException;
import dev.lineage.model.Artifact;
import dev.lineage.model.Digest;
import dev.lineage.model.ModelVersion;
import dev.lineage.model.ServingSpec;
import dev.lineage.model.SnapshotPin;
import dev.lineage.spi.ArtifactStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.Optional;

/** What versions say about serving: an artifact like any other, whose content is known. */
final class Servings {
    private static final int MAX_BYTES = 16 << 20;

    private final ArtifactStore artifacts;

    Servings(ArtifactStore artifacts) {
        this.artifacts = artifacts;
    }

    /** The artifact that {@code spec} is, not stored. */
    static Draft.Result describe(ServingSpec spec) {
        return describe(ServingCodec.write(spec));
    }

    private static Draft.Result describe(byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException("What is said about serving has " + bytes.length
                    + " bytes; the limit is " + MAX_BYTES + ". Hand over large settings as artifacts");
        }
        Artifact artifact = new Artifact(SnapshotPin.Kind.FILE, Digest.of(bytes), 1, bytes.length);
        return new Draft.Result(artifact, Path.of(ServingSpec.ARTIFACT), Optional.empty());
    }

    /** The artifact that {@code spec} is, stored. */
    Draft.Result store(ServingSpec spec) {
        byte[] bytes = ServingCodec.write(spec);
        Draft.Result result = describe(bytes);
        Blobs.put(artifacts, bytes);
        return result;
    }

    /** Refuses a user's artifact of that name. */
    static void requireOther(String name) {
        if (name.equals(ServingSpec.ARTIFACT)) {
            throw new IllegalArgumentException("The artifact name '" + name
                    + "' is for what serving(ServingSpec) says. Hand it over there, or choose another name");
        }
    }

    /** What a version says; its bytes are verified. */
    ServingSpec of(ModelVersion version) {
        Artifact artifact = version.artifacts().get(ServingSpec.ARTIFACT);
        if (artifact == null) {
            return ServingSpec.NONE;
        }
        String what = "artifact '" + ServingSpec.ARTIFACT + "' of " + version.name();
        // A version recorded by other means may have an artifact of that name that is something else.
        if (artifact.kind() != SnapshotPin.Kind.FILE || artifact.bytes() > MAX_BYTES) {
            throw new IntegrityException("The " + what + " is no serving spec. Record the version with serving(…)");
        }
        byte[] bytes;
        try (InputStream in = Channels.newInputStream(artifacts.open(artifact.digest()))) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        } catch (NotFoundException e) {
            throw Errors.missingBlob(what + ",", artifact.digest());
        } catch (IOException e) {
            throw Errors.unreadable(what, e);
        }
        Digest found = Digest.of(bytes);
        if (!found.equals(artifact.digest())) {
            throw new IntegrityException("The " + what + " has digest " + found + " instead of " + artifact.digest()
                    + ": it was changed in the artifact store. Restore it from a copy");
        }
        try {
            return ServingCodec.read(bytes);
        } catch (JsonException e) {
            throw new IntegrityException("The " + what + " is not what Lineage writes: " + e.getMessage(), e);
        }
    }
}
