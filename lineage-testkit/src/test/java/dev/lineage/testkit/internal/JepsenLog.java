package dev.lineage.testkit.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the log of a Jepsen run against one etcd register. The clock is the number of the line. */
final class JepsenLog {
    /** What the register says; the lines write {@code nil} for "nothing yet". */
    static final String NIL = "nil";

    private static final Pattern LINE =
            Pattern.compile("INFO +jepsen\\.util - (\\d+)\\s+:(invoke|ok|fail|info)\\s+:(read|write|cas)\\s+(.+)");
    private static final Pattern PAIR = Pattern.compile("\\[(\\d+) (\\d+)]");

    private record Call(long line, String verb, String argument) {}

    private final Map<String, Call> calls = new HashMap<>();
    private final List<Operation<String>> operations = new ArrayList<>();

    private JepsenLog() {}

    static List<Operation<String>> read(Path file) throws IOException {
        JepsenLog log = new JepsenLog();
        long number = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            Matcher parts = LINE.matcher(line);
            if (!parts.matches()) {
                throw new IOException(file + ":" + number + ": " + line);
            }
            log.add(number, parts.group(1), parts.group(2), parts.group(3), parts.group(4));
        }
        log.calls.values().forEach(log::unknown);
        return log.operations;
    }

    private void add(long line, String process, String event, String verb, String argument) throws IOException {
        if (event.equals("invoke")) {
            calls.put(process, new Call(line, verb, argument));
            return;
        }
        Call call = calls.remove(process);
        if (call == null || !call.verb().equals(verb)) {
            throw new IOException("Line " + line + " answers nothing");
        }
        if (event.equals("info")) {
            unknown(call);
        } else if (verb.equals("read")) {
            if (event.equals("ok")) {
                done(call, line, argument, state -> state.equals(argument) ? Optional.of(state) : Optional.empty());
            }
        } else if (verb.equals("write")) {
            done(call, line, argument, state -> Optional.of(call.argument()));
        } else {
            String[] pair = pair(call);
            boolean ok = event.equals("ok");
            done(
                    call,
                    line,
                    event,
                    state -> state.equals(pair[0]) == ok ? Optional.of(ok ? pair[1] : state) : Optional.empty());
        }
    }

    /** It may have happened at any time after the call. A read that is unknown says nothing. */
    private void unknown(Call call) {
        if (call.verb().equals("write")) {
            done(call, Operation.NEVER, "unknown", state -> Optional.of(call.argument()));
        } else if (call.verb().equals("cas")) {
            String[] pair = pair(call);
            done(call, Operation.NEVER, "unknown", state -> Optional.of(state.equals(pair[0]) ? pair[1] : state));
        }
    }

    private static String[] pair(Call call) {
        Matcher pair = PAIR.matcher(call.argument());
        if (!pair.matches()) {
            throw new IllegalArgumentException(call.toString());
        }
        return new String[] {pair.group(1), pair.group(2)};
    }

    private void done(Call call, long end, String answer, Operation.Step<String> step) {
        operations.add(new Operation<>(call.verb() + " " + call.argument() + ": " + answer, call.line(), end, step));
    }
}
