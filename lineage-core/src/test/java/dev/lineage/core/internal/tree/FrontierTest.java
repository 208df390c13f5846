package dev.lineage.core.internal.tree;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lineage.model.Digest;
import dev.lineage.model.TreeHead;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class FrontierTest {
    /** The leaves and roots with which the reference implementations of Certificate Transparency are tested. */
    private static final List<String> LEAVES =
            List.of("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f");

    private static final List<String> ROOTS = List.of(
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

    @Test
    void hasTheRootsOfTheReferenceImplementation() {
        Frontier tree = new Frontier();
        for (int size = 0; size <= LEAVES.size(); size++) {
            assertThat(tree.head()).isEqualTo(new TreeHead(size, Digest.ofHex(ROOTS.get(size))));
            if (size < LEAVES.size()) {
                tree.add(HexFormat.of().parseHex(LEAVES.get(size)));
            }
        }
    }

    @Test
    void agreesWithTheRecursiveDefinition() {
        Random random = new Random(7);
        byte[][] leaves = new byte[300][];
        Frontier tree = new Frontier();
        for (int n = 0; n < leaves.length; n++) {
            leaves[n] = new byte[random.nextInt(40)];
            random.nextBytes(leaves[n]);
            tree.add(leaves[n]);
            assertThat(tree.head().root())
                    .as("of " + (n + 1))
                    .isEqualTo(Digest.ofSha256(root(Arrays.copyOf(leaves, n + 1))));
        }
    }

    private static byte[] root(byte[][] leaves) {
        if (leaves.length == 1) {
            return hash(0, leaves[0], new byte[0]);
        }
        int split = Integer.highestOneBit(leaves.length - 1);
        return hash(1, root(Arrays.copyOf(leaves, split)), root(Arrays.copyOfRange(leaves, split, leaves.length)));
    }

    private static byte[] hash(int domain, byte[] left, byte[] right) {
        byte[] all = new byte[1 + left.length + right.length];
        all[0] = (byte) domain;
        System.arraycopy(left, 0, all, 1, left.length);
        System.arraycopy(right, 0, all, 1 + left.length, right.length);
        return Digest.of(all).toBytes();
    }
}
