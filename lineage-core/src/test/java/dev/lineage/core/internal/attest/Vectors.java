package dev.lineage.core.internal.attest;

import dev.lineage.internal.json.JsonFields;
import dev.lineage.internal.json.JsonReader;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Objects;

/** Files that other people made, and the golden ones. */
final class Vectors {
    private Vectors() {}

    static Path path(String name) {
        try {
            return Path.of(Objects.requireNonNull(Vectors.class.getResource("/" + name), name)
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static String text(String name) throws IOException {
        return Files.readString(path(name));
    }

    static JsonFields json(String text) {
        return JsonFields.of("", JsonReader.readForeign(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** An EC key in PEM; what stands around it is passed over. */
    static PublicKey key(String name) throws IOException, GeneralSecurityException {
        String pem = text(name);
        String begin = "-----BEGIN PUBLIC KEY-----";
        String base64 = pem.substring(pem.indexOf(begin) + begin.length(), pem.indexOf("-----END PUBLIC KEY-----"));
        return KeyFactory.getInstance("EC")
                .generatePublic(new X509EncodedKeySpec(Base64.getMimeDecoder().decode(base64)));
    }
}
