package dev.lineage.core.internal.attest;

import dev.lineage.ModelSignature;
import dev.lineage.core.internal.attest.OmsManifest.Resource;
import dev.lineage.core.internal.codec.TrustCodec;
import dev.lineage.internal.json.JsonException;
import dev.lineage.model.Digest;
import dev.lineage.model.Problem;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Verifies signatures in the form of OpenSSF Model Signing v1.0. The order is what matters: the signature over the decoded
 * bytes, then the type, then those same bytes are read, and then the files that lie there are compared with them. Not
 * thread-safe; one for each verification.
 */
public final class ModelSignatures {
    private static final String SIGNATURE = "signature";
    private static final String STATEMENT = "statement";
    private static final int LISTED = 10;

    private final byte[] bundle;
    private final Path model;
    private final Digest key;
    private final List<String> verified = new ArrayList<>();
    private final List<String> unlisted = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();

    private ModelSignatures(String bundle, Path model, Digest key) {
        this.bundle = bundle.getBytes(StandardCharsets.UTF_8);
        this.model = model;
        this.key = key;
    }

    /** See {@link ModelSignature#verify}. */
    public static ModelSignature.Evidence verify(String bundle, PublicKey key, Path model) throws IOException {
        Ecdsa ec = Ecdsa.of(key).orElseThrow(() -> AttestErrors.otherVerifyingKey(Ecdsa.describe(key)));
        return new ModelSignatures(bundle, model, ec.id()).verify(OmsBundle.read(bundle), ec);
    }

    private ModelSignature.Evidence verify(OmsBundle signed, Ecdsa ec) throws IOException {
        if (!ec.verify(signed.signedBytes(), signed.signature())) {
            problem(
                    SIGNATURE,
                    "is not made by the key " + key + " over this payload"
                            + (signed.hintsAt(ec)
                                    ? ""
                                    : "; the bundle hints at another key, "
                                            + signed.hint().orElse("")),
                    "Do not use the model, or ask the signer for the key and the bundle that belong together");
            return evidence(Optional.empty());
        }
        if (!signed.payloadType().equals(TrustCodec.STATEMENT_TYPE)) {
            problem(
                    SIGNATURE,
                    "is the key's, but over " + signed.payloadType() + " where " + TrustCodec.STATEMENT_TYPE
                            + " is expected",
                    "Ask the signer for the model.sig of the model");
            return evidence(Optional.empty());
        }
        OmsManifest manifest;
        try {
            manifest = OmsManifest.read(signed.payload());
        } catch (JsonException e) {
            problem(
                    STATEMENT,
                    "is signed by the key, but is no statement of OpenSSF Model Signing v1.0: " + e.getMessage(),
                    "Ask the signer for the model.sig of the model, made by a tool that follows v1.0");
            return evidence(Optional.empty());
        }
        warn(signed, ec);
        warn(manifest);
        compare(manifest);
        return evidence(Optional.of(manifest));
    }

    private void warn(OmsBundle signed, Ecdsa ec) {
        if (!signed.hintsAt(ec)) {
            warnings.add("The bundle hints at another key than the one that verifies it: "
                    + signed.hint().orElse(""));
        }
        if (signed.isCertified()) {
            warnings.add("The bundle's certificate was not looked at: the key that was given decided");
        }
        warnings.add(
                signed.isLogged()
                        ? "The bundle's entries of a transparency log were not looked at: nothing says when it was signed"
                        : "The bundle has no entry of a transparency log: nothing says when it was signed");
    }

    private void warn(OmsManifest manifest) {
        if (!manifest.isRooted()) {
            if (manifest.isRootedInOtherOrder()) {
                warnings.add("The root digest is that of the files in another order than they are listed in: the"
                        + " signer's tool does not follow the format");
            } else {
                problem(
                        STATEMENT,
                        "has the root digest " + manifest.root() + ", which is not that of the files it lists",
                        "Ask the signer for a model.sig that is whole");
            }
        }
        if (!manifest.isSorted()) {
            warnings.add("The files are not listed in the order of the format, by the code points of their names");
        }
        if (manifest.symlinks()) {
            warnings.add("The signer followed symbolic links. None is followed here: a link in the model is a problem");
        }
        if (manifest.resources().get(0).path().equals(OmsManifest.THE_FILE_ITSELF)) {
            warnings.add("The file is signed under the name '.', as before v1.0.1: its name is not signed");
        }
    }

    private void compare(OmsManifest manifest) throws IOException {
        Map<String, List<Resource>> listed = manifest.files();
        List<String> left = new ArrayList<>(Oms.NEVER_SIGNED);
        left.addAll(manifest.ignored());
        boolean directory = Files.isDirectory(model);
        ModelFiles found = ModelFiles.find(
                model,
                path -> Oms.isBelow(path, left)
                        && listed.keySet().stream().noneMatch(name -> Oms.isBelow(name, List.of(path))));
        if (!directory) {
            compareOne(manifest, listed, found);
            return;
        }
        for (Map.Entry<String, List<Resource>> file : listed.entrySet()) {
            Path path = found.regular().get(file.getKey());
            if (found.other().contains(file.getKey())) {
                problem(
                        file.getKey(),
                        "is signed as a file and is a link or a special file here",
                        "Put the file itself in its place");
            } else if (path == null) {
                problem(
                        file.getKey(),
                        "is signed and is not there",
                        "Fetch the model again, whole and with the names as they are");
            } else {
                compare(manifest, file.getKey(), file.getValue(), path);
            }
        }
        lookForOthers(manifest, listed, left, found);
    }

    /** A model that is one file, whatever it is called here: the caller named it. */
    private void compareOne(OmsManifest manifest, Map<String, List<Resource>> listed, ModelFiles found)
            throws IOException {
        Map.Entry<String, Path> file = found.regular().entrySet().iterator().next();
        if (listed.size() != 1) {
            problem(
                    file.getKey(),
                    "is one file where " + listed.size() + " are signed",
                    "Verify the directory that the model is in");
            return;
        }
        Map.Entry<String, List<Resource>> only = listed.entrySet().iterator().next();
        if (!only.getKey().equals(file.getKey()) && !only.getKey().equals(OmsManifest.THE_FILE_ITSELF)) {
            warnings.add("The file is called " + file.getKey() + " here and " + only.getKey() + " in what was signed");
        }
        compare(manifest, only.getKey(), only.getValue(), file.getValue());
    }

    private void compare(OmsManifest manifest, String name, List<Resource> parts, Path file) throws IOException {
        try (SeekableByteChannel channel = ModelFiles.open(file)) {
            long size = channel.size();
            if (parts.get(0).isShard() && !manifest.covers(parts, size)) {
                problem(
                        name,
                        "has " + size + " bytes, which are not those of the signed shards",
                        "Fetch the file again");
                return;
            }
            for (Resource part : parts) {
                String digest = HexFormat.of()
                        .formatHex(ModelFiles.digest(
                                channel,
                                part.start(),
                                part.isShard() ? part.end() : Long.MAX_VALUE,
                                manifest.algorithm()));
                if (!digest.equals(part.digest())) {
                    problem(
                            part.name(),
                            "has the " + manifest.algorithm() + " digest " + digest + " where " + part.digest()
                                    + " is signed",
                            "It is not the file that was signed: fetch it again, and do not load it");
                    return;
                }
            }
            verified.add(name);
        }
    }

    private void lookForOthers(
            OmsManifest manifest, Map<String, List<Resource>> listed, List<String> left, ModelFiles found)
            throws IOException {
        List<String> leftOut = new ArrayList<>(found.skipped());
        for (String link : found.other()) {
            if (Oms.isBelow(link, left)) {
                leftOut.add(link);
            } else if (!listed.containsKey(link)) {
                problem(
                        link,
                        "is a link or a special file, which no signature covers",
                        "Remove it, or put the file itself in its place and have the model signed again");
            }
        }
        for (Map.Entry<String, Path> file : found.regular().entrySet()) {
            String name = file.getKey();
            if (listed.containsKey(name) || isBundle(file.getValue())) {
                continue;
            }
            if (Oms.isBelow(name, left)) {
                leftOut.add(name);
            } else if (manifest.method().equals(Oms.SHARDS) && Files.size(file.getValue()) == 0) {
                warnings.add(
                        "The file " + name + " is empty, and shards do not cover empty files: it may have been added");
            } else {
                unlisted.add(name);
            }
        }
        if (!unlisted.isEmpty()) {
            problem(
                    unlisted.size() + (unlisted.size() == 1 ? " file" : " files"),
                    "in the model that the signer did not list: " + some(unlisted),
                    "Remove what is not the signer's; it could be code that is run");
        }
        if (!leftOut.isEmpty()) {
            warnings.add(
                    "Not covered by the signature, because it says so or the format leaves it out: " + some(leftOut));
        }
    }

    private static String some(List<String> names) {
        return String.join(", ", names.subList(0, Math.min(LISTED, names.size())))
                + (names.size() > LISTED ? " and " + (names.size() - LISTED) + " more" : "");
    }

    /** Whether a file is the signature that is being verified. */
    private boolean isBundle(Path file) throws IOException {
        return Files.size(file) == bundle.length && Arrays.equals(Files.readAllBytes(file), bundle);
    }

    private void problem(String subject, String what, String remedy) {
        problems.add(new Problem(subject, what, remedy));
    }

    private ModelSignature.Evidence evidence(Optional<OmsManifest> manifest) {
        return new ModelSignature.Evidence(
                key,
                manifest.map(OmsManifest::name),
                manifest.map(OmsManifest::root),
                verified,
                manifest.map(OmsManifest::ignored).orElse(List.of()),
                unlisted,
                warnings,
                problems);
    }
}
