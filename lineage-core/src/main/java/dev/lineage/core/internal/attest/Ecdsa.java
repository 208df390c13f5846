package dev.lineage.core.internal.attest;

import dev.lineage.model.Digest;
import java.io.IOException;
import java.math.BigInteger;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECParameterSpec;
import java.util.Base64;
import java.util.Optional;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.DSAEncoding;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.PlainDSAEncoding;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;

/**
 * Verifies ECDSA (FIPS 186-5) strictly: the key is a point of its curve, signatures are r and s within 1 to n−1 in DER or as raw
 * r‖s, without a byte more. Not left to the Java platform, of which some versions took zeros for a signature (CVE-2022-21449).
 * Immutable.
 */
final class Ecdsa {
    private final Curve curve;
    private final ECPublicKeyParameters point;
    private final byte[] encoded;

    /** A curve and the hash that goes with it. */
    enum Curve {
        P256("secp256r1"),
        P384("secp384r1"),
        P521("secp521r1");

        private final String secgName;

        Curve(String secgName) {
            this.secgName = secgName;
        }

        private X9ECParameters parameters() {
            return SECNamedCurves.getByName(secgName);
        }

        private boolean is(ECParameterSpec spec) {
            X9ECParameters parameters = parameters();
            return spec.getCurve().getField() instanceof ECFieldFp field
                    && field.getP().equals(parameters.getCurve().getField().getCharacteristic())
                    && spec.getCurve()
                            .getA()
                            .equals(parameters.getCurve().getA().toBigInteger())
                    && spec.getCurve()
                            .getB()
                            .equals(parameters.getCurve().getB().toBigInteger())
                    && spec.getGenerator()
                            .getAffineX()
                            .equals(parameters.getG().getAffineXCoord().toBigInteger())
                    && spec.getGenerator()
                            .getAffineY()
                            .equals(parameters.getG().getAffineYCoord().toBigInteger())
                    && spec.getOrder().equals(parameters.getN())
                    && spec.getCofactor() == 1;
        }

        private org.bouncycastle.crypto.Digest hash() {
            return switch (this) {
                case P256 -> new SHA256Digest();
                case P384 -> new SHA384Digest();
                case P521 -> new SHA512Digest();
            };
        }
    }

    private Ecdsa(Curve curve, ECPublicKeyParameters point, byte[] encoded) {
        this.curve = curve;
        this.point = point;
        this.encoded = encoded;
    }

    /** The key; empty if it is no good one on one of the curves. */
    static Optional<Ecdsa> of(PublicKey key) {
        byte[] encoded = key.getEncoded();
        if (!(key instanceof ECPublicKey ec) || encoded == null || ec.getParams() == null) {
            return Optional.empty();
        }
        for (Curve curve : Curve.values()) {
            if (curve.is(ec.getParams())) {
                X9ECParameters p = curve.parameters();
                BigInteger x = ec.getW().getAffineX();
                BigInteger y = ec.getW().getAffineY();
                if (x == null || y == null) {
                    return Optional.empty();
                }
                try {
                    ECDomainParameters domain = new ECDomainParameters(p.getCurve(), p.getG(), p.getN(), p.getH());
                    return Optional.of(new Ecdsa(
                            curve, new ECPublicKeyParameters(p.getCurve().createPoint(x, y), domain), encoded));
                } catch (IllegalArgumentException e) {
                    // Not a point of the curve.
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    /** What a key is, for messages. */
    static String describe(PublicKey key) {
        return key instanceof ECPublicKey ec && ec.getParams() != null
                ? "an EC key of " + ec.getParams().getCurve().getField().getFieldSize()
                        + " bits that is not a point of one of these curves"
                : "a key of the algorithm " + key.getAlgorithm();
    }

    Curve curve() {
        return curve;
    }

    /** The SHA-256 of the DER SubjectPublicKeyInfo. */
    Digest id() {
        return Digest.of(encoded);
    }

    /** The key in PEM, lines of 64 characters that end with a line feed, as OpenSSL writes it. */
    String toPem() {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded)
                + "\n-----END PUBLIC KEY-----\n";
    }

    /** Whether {@code signature} is the key's over {@code message}. */
    boolean verify(byte[] message, byte[] signature) {
        return verify(message, signature, StandardDSAEncoding.INSTANCE)
                || verify(message, signature, PlainDSAEncoding.INSTANCE);
    }

    private boolean verify(byte[] message, byte[] signature, DSAEncoding encoding) {
        BigInteger[] rs;
        try {
            rs = encoding.decode(point.getParameters().getN(), signature);
        } catch (IOException | RuntimeException e) {
            return false;
        }
        org.bouncycastle.crypto.Digest hash = curve.hash();
        hash.update(message, 0, message.length);
        byte[] digest = new byte[hash.getDigestSize()];
        hash.doFinal(digest, 0);
        ECDSASigner verifier = new ECDSASigner();
        verifier.init(false, point);
        return verifier.verifySignature(digest, rs[0], rs[1]);
    }
}
