package dev.lineage.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lineage.CollectChange.Item;
import dev.lineage.CollectChange.Plan;
import dev.lineage.Decision;
import dev.lineage.Decision.AwaitingApproval;
import dev.lineage.Decision.Promoted;
import dev.lineage.ModelRegistry;
import dev.lineage.Predictor;
import dev.lineage.Release;
import dev.lineage.model.Approval;
import dev.lineage.model.Audit;
import dev.lineage.model.CodeState;
import dev.lineage.model.Finding;
import dev.lineage.model.Rehearsal;
import dev.lineage.model.ServingSpec;
import dev.lineage.model.SnapshotPin;
import dev.lineage.model.Stage;
import dev.lineage.model.Subject;
import dev.lineage.model.Tier;
import dev.lineage.model.Tolerance;
import dev.lineage.model.Value;
import dev.lineage.spi.StoreProvider;
import dev.lineage.testkit.internal.TickingClock;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A year of a model in production, week by week: every backend tells the same story, word by word. The story is in {@code
 * year.txt}, where it can be read; {@code -Dlineage.golden=update} prints it anew instead of comparing.
 */
public abstract class YearContract {
    private static final String COMMIT = "0123456789012345678901234567890123456789";
    private static final String PRODUCTION = "production";
    private static final int WEEKS = 52;

    /** Kept for all tests of a class: the jars on the class path are hashed once. */
    @TempDir
    @SuppressWarnings({"NullAway.Init", "initialization"})
    private static Path cache;

    @TempDir
    private Path directory;

    private final List<String> story = new ArrayList<>();
    private TickingClock clock;
    private ModelRegistry registry;
    private SnapshotPin evalSet;

    /** For subclasses. */
    @SuppressWarnings({"NullAway.Init", "initialization"})
    protected YearContract() {}

    /**
     * Opens the stores of this test.
     *
     * @param directory a directory that is this test's own and is deleted after it
     */
    protected abstract StoreProvider.Stores open(Path directory);

    @BeforeEach
    final void openRegistry() throws IOException {
        // Blobs have the time of this machine's files; the year begins a while later, so that they count as old in it.
        Path place = Files.createDirectory(directory.resolve("registry"));
        clock = new TickingClock(Files.getLastModifiedTime(place).toInstant().plus(Duration.ofDays(30)));
        StoreProvider.Stores stores = open(place);
        registry = ModelRegistry.builder()
                .records(stores.records())
                .artifacts(stores.artifacts())
                .cache(cache)
                .clock(clock)
                .open();
        evalSet = registry.pin("eval", Files.writeString(directory.resolve("eval.csv"), "1\n"))
                .storeData()
                .commit();
    }

    @AfterEach
    final void everythingIsIntact() {
        assertThat(registry.audit().checks())
                .filteredOn(check -> check.result() == Audit.Result.BROKEN)
                .as("problems found after the test")
                .isEmpty();
        registry.close();
    }

    @Test
    void everyBackendTellsTheSameStory() throws IOException {
        registry.setTier("fraud", Tier.PRODUCTION)
                .policy(Tier.PRODUCTION.policy().withOverriders(Set.of("ola")))
                .because("people rely on it")
                .by("rita")
                .approvedBy("ceo")
                .commit();
        registry.setGate("fraud", PRODUCTION)
                .on(evalSet)
                .atLeast("auc", 0.75)
                .beatOrMatch("auc", Tolerance.absolute(0.005))
                .protect("new customers", "auc", Tolerance.absolute(0.02), 100)
                .because("policy of the year")
                .by("rita")
                .commit();

        for (int week = 1; week <= WEEKS; week++) {
            clock.pass(Duration.ofDays(7));
            live(week);
        }

        List<Stage> history = registry.stageHistory("fraud", PRODUCTION, 1_000, Optional.empty())
                .items();
        long promotions =
                history.stream().filter(stage -> stage.restores().isEmpty()).count();
        tell(
                "in the end",
                promotions + " promotions, " + (history.size() - promotions) + " rollbacks, "
                        + registry.promotionAttempts("fraud", PRODUCTION, 1_000, Optional.empty())
                                .items()
                                .size()
                        + " that did not come about");
        String told = String.join("\n", story) + "\n";
        if (System.getProperty("lineage.golden", "").equals("update")) {
            Files.writeString(Path.of("target", "year.txt"), told);
            return;
        }
        assertThat(told).isEqualTo(expected());
        assertThat(promotions).isGreaterThanOrEqualTo(40);
    }

    private static String expected() throws IOException {
        try (InputStream in = Objects.requireNonNull(YearContract.class.getResourceAsStream("year.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void tell(String when, String what) {
        // The clock of the story is not that of the last run.
        story.add(when + ": "
                + what.replaceAll("20\\d\\d-\\d\\d-\\d\\dT[0-9:.]+Z", "some day")
                        .replaceAll("sha256:[0-9a-f]{64}", "some digest"));
    }

    private void live(int week) throws IOException {
        String when = "week " + week;
        String version = train(week);
        switch (week) {
            case 9 -> tell(when, "rehearsal " + told(rehearse("another answer")));
            case 12 -> roll(when, "INC-12: too many false alarms");
            case 17 -> reapprove(when, version);
            case 23 -> {
                registry.withdraw(Subject.version("fraud@22"))
                        .because("labels leaked into its features")
                        .by("dana")
                        .commit();
                tell(when, "fraud@22 is withdrawn");
                roll(when, "INC-23: labels leaked");
                tell(when, "fraud@22 again: " + told(promote("fraud@22", "rita")));
            }
            case 30 -> {
                Subject held = Subject.version("fraud@28");
                registry.hold(held).because("case 4711").by("lex").commit();
                tell(when, "fraud@28 is put on hold");
            }
            case 41 -> roll(when, "INC-41: slow");
            default -> {
                // An ordinary week.
            }
        }
        if ((week % 4 == 1 || week == 3)
                && (week < 26 || week > 40)
                && registry.stage("fraud", PRODUCTION).isPresent()) {
            tell(when, "rehearsal " + told(rehearse(null)));
        }
        // Every eleventh time the reviewer is away.
        if (week % 11 != 0) {
            approve(version, week == 34 ? Duration.ofHours(1) : Duration.ofDays(14));
        }
        if (week == 34) {
            clock.pass(Duration.ofHours(2));
        }
        tell(when, version + " " + told(promote(version, "rita")));
        if (week == 21) {
            tell(when, version + " in an emergency by rita: " + told(override(version, "rita")));
            tell(when, version + " in an emergency by ola: " + told(override(version, "ola")));
        }
        if (week % 11 == 0) {
            approve(version, Duration.ofDays(14));
            tell(when, version + " after approval: " + told(promote(version, "rita")));
        }
        if (week % 13 == 0) {
            collect(when);
        }
        assertServed();
    }

    private String train(int week) throws IOException {
        String weights = "w" + week;
        String version = registry.record("fraud")
                .code(CodeState.clean(COMMIT))
                .data("train", evalSet)
                .param("week", week)
                .serving(ServingSpec.builder()
                        .smoke("typical", Map.of("amount", 2), weights + ":2")
                        .build())
                .artifact("model", Files.writeString(directory.resolve("model"), weights))
                .commit()
                .name()
                .toString();
        BigDecimal auc = BigDecimal.valueOf(800 + week, 3);
        // Every tenth training goes wrong but the last, and every sixteenth is bad for new customers.
        BigDecimal all = week % 10 == 0 && week != 50 || week == 21 ? auc.subtract(new BigDecimal("0.06")) : auc;
        BigDecimal some = week % 16 == 0 ? auc.subtract(new BigDecimal("0.1")) : auc;
        registry.evaluate(version)
                .on(evalSet)
                .metric("auc", all.doubleValue())
                .slice("new customers", week == 37 ? 50 : 500)
                .metric("auc", some.doubleValue())
                .by("eve")
                .commit();
        return version;
    }

    private Approval approve(String version, Duration validFor) {
        return registry.approve(version)
                .forStage(PRODUCTION)
                .by("bob")
                .validFor(validFor)
                .because("reviewed")
                .commit();
    }

    /** The reviewer changes their mind, and changes it again. */
    private void reapprove(String when, String version) {
        Approval approval = approve(version, Duration.ofDays(14));
        registry.revoke(approval.digest(), "bob", "not so sure");
        tell(when, version + " after the approval was revoked: " + told(promote(version, "rita")));
    }

    private Decision promote(String version, String by) {
        return registry.promote(version).to(PRODUCTION).because("weekly").by(by).commit();
    }

    private Decision override(String version, String by) {
        return registry.promote(version)
                .to(PRODUCTION)
                .because("INC-21")
                .overriding("the feature feed is broken for all others")
                .by(by)
                .commit();
    }

    private void roll(String when, String why) {
        Decision decision = registry.rollback("fraud", PRODUCTION)
                .toPrevious()
                .because(why)
                .by("ola")
                .commit();
        tell(when, "rollback: " + told(decision));
    }

    private Rehearsal rehearse(@Nullable String answer) {
        return registry.rehearse("fraud", PRODUCTION)
                .loader(bundle -> {
                    String weights = Files.readString(
                            Objects.requireNonNull(bundle.artifacts().get("model")));
                    Predictor predictor = input -> Value.of(
                            answer != null
                                    ? answer
                                    : weights + ":"
                                            + ((Value.Whole) Objects.requireNonNull(input.get("amount"))).value());
                    return predictor;
                })
                .by("ola")
                .commit();
    }

    private void collect(String when) {
        Plan plan = registry.collect()
                .olderThan(Duration.ofDays(60))
                .because("quarterly clean-up")
                .by("gus")
                .commit();
        tell(when, "collected: " + names(plan.goes()) + " (" + plan.blobs() + " blobs)");
        plan.kept().stream()
                .filter(item -> !item.why().startsWith("recorded at"))
                .forEach(item -> tell(when, "kept: " + item.subject() + ", " + item.why()));
    }

    private static String names(List<Item> items) {
        return items.stream().map(item -> item.subject().toString()).collect(Collectors.joining(" "));
    }

    /** Whatever happens, the service that starts now gets what the stage says, whole. */
    private void assertServed() throws IOException {
        Optional<Stage> stage = registry.stage("fraud", PRODUCTION);
        if (stage.isPresent()) {
            Release release = registry.release("fraud", PRODUCTION);
            assertThat(Files.readString(release.artifact("model")))
                    .isEqualTo("w" + stage.get().version().number());
        }
    }

    private static String told(Decision decision) {
        if (decision instanceof Promoted promoted) {
            Stage stage = promoted.stage();
            return "promoted"
                    + stage.grounds().baseline().map(was -> " over " + was).orElse("")
                    + stage.grounds()
                            .override()
                            .map(why -> " although " + failed(decision))
                            .orElse("")
                    + (stage.restores().isPresent() ? ", which brings back " + stage.version() : "");
        }
        return decision instanceof AwaitingApproval waiting
                ? "awaits " + waiting.missing() + " approval; " + failed(decision)
                : "refused; " + failed(decision);
    }

    private static String failed(Decision decision) {
        return decision.findings().stream()
                .filter(finding -> finding.verdict() != Finding.Verdict.PASSED)
                .map(finding -> finding.check() + ": " + finding.found())
                .collect(Collectors.joining("; "));
    }

    private static String told(Rehearsal rehearsal) {
        return "of " + rehearsal.version()
                + (rehearsal.passed()
                        ? " passed"
                        : " failed: "
                                + rehearsal.findings().stream()
                                        .filter(finding -> finding.verdict() != Finding.Verdict.PASSED)
                                        .map(finding -> finding.check() + ": " + finding.found())
                                        .collect(Collectors.joining("; ")));
    }
}
