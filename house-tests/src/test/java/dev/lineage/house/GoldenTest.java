package dev.lineage.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Set;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a published jar shows to the outside changes on purpose only. */
class GoldenTest {
    private static final PublishedModules MODULES = PublishedModules.find();
    private static final GoldenFiles DESCRIPTORS = new GoldenFiles("describe-module");
    private static final GoldenFiles API = new GoldenFiles("api");

    static Set<String> modules() {
        return MODULES.jars().keySet();
    }

    @ParameterizedTest
    @MethodSource("modules")
    void descriptor(String module) throws IOException {
        StringWriter out = new StringWriter();
        PrintWriter writer = new PrintWriter(out, true);
        String jar = MODULES.jar(module).toString();
        int code =
                ToolProvider.findFirst("jar").orElseThrow().run(writer, writer, "--describe-module", "--file=" + jar);
        assertThat(code).as(out.toString()).isZero();

        // The first line holds the version and the place of the jar; the rest has no order worth keeping.
        DESCRIPTORS.check(
                module,
                out.toString()
                        .lines()
                        .filter(line -> !line.isBlank())
                        .map(line -> line.startsWith(module + "@") ? module : line.strip())
                        .sorted()
                        .collect(Collectors.joining("\n", "", "\n")));
    }

    @ParameterizedTest
    @MethodSource("modules")
    void api(String module) throws IOException, ReflectiveOperationException {
        API.check(module, ApiSurface.of(MODULES, module));
    }

    @Test
    void noGoldenFileOfAModuleThatIsGone() throws IOException {
        DESCRIPTORS.checkNoneLeftOver(modules());
        API.checkNoneLeftOver(modules());
    }
}
