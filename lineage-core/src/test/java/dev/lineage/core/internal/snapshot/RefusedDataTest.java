package dev.lineage.core.internal.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lineage.UnpinnableDataException;
import dev.lineage.UnpinnableDataException.Reason;
import dev.lineage.model.Digest;
import java.io.File;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be pinned honestly is refused, with a reason, never passed over. */
class RefusedDataTest {
    @TempDir
    Path scratch;

    private Path tree;
    private SnapshotEngine engine;

    @BeforeEach
    void makeTree() throws IOException {
        tree = Files.createDirectories(scratch.resolve("tree"));
        Files.createDirectories(tree.resolve("sub"));
        Files.writeString(tree.resolve("sub").resolve("file"), "content");
        engine = new SnapshotEngine(new DirectoryStore(scratch.resolve("store")), Optional.empty());
    }

    private void assertRefused(Path path, Reason reason, String... inMessage) {
        assertThatExceptionOfType(UnpinnableDataException.class)
                .isThrownBy(() -> engine.hash(path))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(reason))
                .satisfies(e -> assertThat(List.of(inMessage))
                        .allMatch(part -> String.valueOf(e.getMessage()).contains(part)));
    }

    @Test
    void missingData() {
        assertRefused(tree.resolve("nothing"), Reason.MISSING, "nothing");
        assertRefused(tree.resolve("sub").resolve("file").resolve("below"), Reason.UNREADABLE);
    }

    @Test
    void symbolicLinksBelowTheRoot() throws IOException {
        Path link = Files.createSymbolicLink(
                tree.resolve("sub").resolve("link"), tree.resolve("sub").resolve("file"));
        assertRefused(tree, Reason.SYMBOLIC_LINK, "link");
        Files.delete(link);
        Files.createSymbolicLink(link, tree.resolve("gone"));
        assertRefused(tree, Reason.SYMBOLIC_LINK, "link");
        Files.delete(link);
        Files.createSymbolicLink(link, tree);
        assertRefused(tree, Reason.SYMBOLIC_LINK, "link");
    }

    @Test
    void aSymbolicLinkToTheRootIsFollowed() throws IOException {
        Path link = Files.createSymbolicLink(scratch.resolve("link"), tree);
        assertThat(engine.hash(link)).isEqualTo(engine.hash(tree));
        Path fileLink = Files.createSymbolicLink(
                scratch.resolve("link2"), tree.resolve("sub").resolve("file"));
        assertThat(engine.hash(fileLink).digest()).isEqualTo(Digest.of("content".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void pipesAreNotOpened() throws Exception {
        assumeTrue(Trees.canRun("mkfifo", "--version"), "SKIPPED: no mkfifo here");
        Trees.shell(tree, "mkfifo sub/pipe");
        assertRefused(tree, Reason.SPECIAL_FILE, "pipe");
        assertRefused(tree.resolve("sub").resolve("pipe"), Reason.SPECIAL_FILE, "pipe");
    }

    @Test
    void sockets() throws IOException {
        Path socket = tree.resolve("s");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            assertRefused(tree, Reason.SPECIAL_FILE);
        }
    }

    @Test
    void devices() {
        Path device = Path.of("/dev/zero");
        assumeTrue(Files.exists(device), "SKIPPED: no /dev/zero here");
        assertRefused(device, Reason.SPECIAL_FILE, "/dev/zero");
    }

    @Test
    void namesThatSha256sumWritesInAnotherForm() throws IOException {
        assumeTrue(File.separatorChar == '/', "SKIPPED: such names cannot exist here");
        for (String name : List.of("new\nline", "back\\slash", "carriage\rreturn")) {
            Path bad = Files.writeString(tree.resolve("sub").resolve(name), "x");
            assertRefused(tree, Reason.BAD_NAME, "sub");
            Files.delete(bad);
        }
        Files.createDirectories(tree.resolve("dir\n"));
        assertRefused(tree, Reason.BAD_NAME);
    }

    @Test
    void namesThatAreNotUtf8() throws Exception {
        assumeTrue(Trees.canRun("bash", "--version"), "SKIPPED: no bash here");
        for (String bytes : List.of("\\xff", "a\\xc3", "\\xed\\xa0\\x80", "\\xc0\\xaf", "\\xf4\\x90\\x80\\x80")) {
            Trees.shell(tree, "touch $'sub/" + bytes + "'");
            assertRefused(tree, Reason.BAD_NAME);
            Trees.shell(tree, "rm $'sub/" + bytes + "'");
        }
        Files.writeString(tree.resolve("sub").resolve("\ufffd"), "the replacement character itself is a fine name");
        assertThat(engine.hash(tree).digest()).isEqualTo(Trees.digest(Trees.read(tree)));
    }

    @Test
    void unreadableFiles() throws IOException {
        assumeTrue(
                tree.getFileSystem().supportedFileAttributeViews().contains("posix")
                        && !"root".equals(System.getProperty("user.name")),
                "SKIPPED: permissions do not stop this user");
        Files.setPosixFilePermissions(
                tree.resolve("sub").resolve("file"), PosixFilePermissions.fromString("---------"));
        assertRefused(tree, Reason.UNREADABLE, "file");
    }

    @Test
    void filesThatCannotBeReadThough() {
        Path memory = Path.of("/proc/self/mem");
        assumeTrue(Files.exists(memory), "SKIPPED: no /proc here");
        assertThatExceptionOfType(UnpinnableDataException.class).isThrownBy(() -> engine.hash(memory));
        assertThatExceptionOfType(UnpinnableDataException.class)
                .isThrownBy(() -> engine.hash(Path.of("/proc/self/status")));
    }

    @Test
    void theRegistryItself() throws IOException {
        Path store = Files.createDirectories(tree.resolve("sub").resolve(".lineage"));
        assertThat(engine.hash(tree).files()).isEqualTo(1);
        Files.writeString(store.resolve("lineage.json"), "{}");
        assertThatExceptionOfType(UnpinnableDataException.class)
                .isThrownBy(() -> engine.hash(tree))
                .withMessageContaining("Pin the directory of the data");
    }

    @Test
    void namesThatThisProcessCannotReadAreNotHashedWrongly() throws Exception {
        assumeTrue(File.separatorChar == '/', "SKIPPED: names are not bytes here");
        Files.writeString(tree.resolve("größe"), "x");
        assertThat(hashInProcess("C.UTF-8")).contains(engine.hash(tree).id());
        assertThat(hashInProcess("C")).contains("BAD_NAME").contains("UTF-8");
    }

    private String hashInProcess(String locale) throws IOException {
        ProcessBuilder process = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                HashMain.class.getName(),
                tree.toString());
        process.environment().put("LC_ALL", locale);
        process.redirectErrorStream(true);
        return new String(process.start().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
