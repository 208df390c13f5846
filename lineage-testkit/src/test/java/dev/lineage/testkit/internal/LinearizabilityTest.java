package dev.lineage.testkit.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lineage.testkit.Seeded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(Seeded.class)
final class LinearizabilityTest {
    private static final Path JEPSEN = Path.of("src/test/resources/jepsen-etcd");

    static Stream<Arguments> verdicts() throws IOException {
        return Files.readAllLines(JEPSEN.resolve("verdicts.txt")).stream()
                .map(line -> line.split(" ", -1))
                .map(parts -> Arguments.of(parts[0], Boolean.parseBoolean(parts[1])));
    }

    @Test
    void thereAreAllPublishedVerdicts() throws IOException {
        assertThat(verdicts()).hasSize(102);
    }

    @ParameterizedTest
    @MethodSource("verdicts")
    void agreesWithThePublishedVerdict(String file, boolean linearizable) throws IOException {
        List<Operation<String>> history =
                JepsenLog.read(JEPSEN.resolve("test_data/jepsen").resolve(file));

        Optional<String> violation = Linearizability.violation(JepsenLog.NIL, history);

        assertThat(violation.isEmpty()).as(file + violation).isEqualTo(linearizable);
    }

    @Test
    void agreesWithTryingEveryOrder(Random random) {
        int linearizable = 0;
        int rounds = 3_000;
        for (int i = 0; i < rounds; i++) {
            List<Operation<Integer>> history = new ArrayList<>();
            for (int n = 1 + random.nextInt(6); n > 0; n--) {
                long call = random.nextInt(12);
                long end = random.nextInt(8) == 0 ? Operation.NEVER : call + random.nextInt(6);
                int value = random.nextInt(2);
                history.add(
                        random.nextBoolean()
                                ? new Operation<>("write " + value, call, end, state -> Optional.of(value))
                                : new Operation<>(
                                        "read " + value,
                                        call,
                                        end,
                                        state -> state == value ? Optional.of(state) : Optional.empty()));
            }
            boolean expected = someOrder(0, history);
            linearizable += expected ? 1 : 0;
            assertThat(Linearizability.violation(0, history).isEmpty())
                    .as(history.toString())
                    .isEqualTo(expected);
        }
        assertThat(linearizable).as("of " + rounds).isBetween(rounds / 10, rounds * 9 / 10);
    }

    private static boolean someOrder(Integer state, List<Operation<Integer>> left) {
        if (left.isEmpty()) {
            return true;
        }
        for (Operation<Integer> first : left) {
            if (left.stream().noneMatch(other -> other.end() < first.call())) {
                List<Operation<Integer>> rest = new ArrayList<>(left);
                rest.remove(first);
                if (first.step()
                        .apply(state)
                        .filter(after -> someOrder(after, rest))
                        .isPresent()) {
                    return true;
                }
            }
        }
        return false;
    }

    @Test
    void saysWhatCannotBeExplained() {
        Operation<Integer> write = new Operation<>("write 1", 1, 2, state -> Optional.of(1));
        Operation<Integer> stale =
                new Operation<>("read 0", 3, 4, state -> state == 0 ? Optional.of(0) : Optional.empty());

        assertThat(Linearizability.violation(0, List.of(write, stale)))
                .hasValueSatisfying(text -> assertThat(text).contains("[3, 4] read 0 in state 1"));
        assertThat(Linearizability.violation(0, List.<Operation<Integer>>of())).isEmpty();
        assertThatThrownBy(
                        () -> Linearizability.violation(0, List.of(new Operation<>("x", 2, 1, Optional::<Integer>of))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whereTheOrderIsKnownItIsFollowed() {
        Operation<Integer> first = increment(0, 1, 4);
        Operation<Integer> second = increment(1, 2, 3);

        assertThat(Linearizability.violationInOrder(List.of(0, 1, 2), List.of(second, first)))
                .isEmpty();
        assertThat(Linearizability.violationInOrder(List.of(0, 1, 2), List.of(first, second, read(1, 2, 3))))
                .isEmpty();
        assertThat(Linearizability.violationInOrder(List.of(0, 1, 2), List.of(first, second, read(0, 4, 5))))
                .hasValueSatisfying(text -> assertThat(text).contains("read 0"));
        assertThat(Linearizability.violationInOrder(List.of(0, 1, 2), List.of(second, increment(0, 4, 5))))
                .hasValueSatisfying(text -> assertThat(text).contains("increment 0"));
        assertThat(Linearizability.violationInOrder(List.of(0, 1), List.of(first, first)))
                .hasValueSatisfying(text -> assertThat(text).contains("Another operation"));
        assertThat(Linearizability.violationInOrder(List.of(0, 1, 2), List.of(first)))
                .hasValueSatisfying(text -> assertThat(text).contains("No operation led to 2"));
        assertThat(Linearizability.violationInOrder(List.of(0, 1), List.of(increment(0, 1, Operation.NEVER))))
                .isEmpty();
        assertThat(Linearizability.violationInOrder(List.of(0), List.of(increment(0, 1, Operation.NEVER))))
                .isEmpty();
        assertThatThrownBy(() -> Linearizability.violationInOrder(List.of(0, 0), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Operation<Integer> increment(int from, long call, long end) {
        return new Operation<>(
                "increment " + from,
                call,
                end,
                state -> state == from
                        ? Optional.of(from + 1)
                        : end == Operation.NEVER ? Optional.of(state) : Optional.empty());
    }

    private static Operation<Integer> read(int value, long call, long end) {
        return new Operation<>(
                "read " + value, call, end, state -> state == value ? Optional.of(state) : Optional.empty());
    }
}
