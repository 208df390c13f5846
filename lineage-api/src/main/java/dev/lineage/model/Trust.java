package dev.lineage.model;

import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Whose word counts: the people that are known by their keys, and who of them may change that. Each version but the first is
 * signed by as many of the roots of the version before as that asks for, and each by as many of its own, in the style of a root of
 * The Update Framework. It holds for everything that is logged after it, until the next one. If it expires before there is a next
 * one, no signed approval counts; only the newest one's expiry matters, so its roots can still sign the next one.
 *
 * @param version how often it was set, from 1
 * @param principals the keys of each person; a key belongs to one person
 * @param roots who may sign the next version
 * @param threshold how many different roots must
 * @param approvers who may approve; empty for everybody among the principals
 * @param distrusted keys that are known to somebody else than their owner, each with the position of the log from which on
 *     nothing that it signed counts; they are nobody's, and stay in all later versions
 * @param by who wrote it
 * @param at when (UTC, milliseconds)
 * @param expires until when it is good (UTC, milliseconds); empty if nobody set an end
 * @param reason why
 * @param position the position of its entry; −1 in a preview
 */
public record Trust(
        long version,
        SortedMap<String, Set<VerificationKey>> principals,
        Set<String> roots,
        int threshold,
        Set<String> approvers,
        Map<VerificationKey, Long> distrusted,
        String by,
        Instant at,
        Optional<Instant> expires,
        String reason,
        long position) {
    /**
     * Checks that it can be used, and copies the collections.
     *
     * @throws IllegalArgumentException if a root or an approver is no principal, a principal has no key, two have the same, one
     *     has a distrusted one, the threshold cannot be met, or it expires before it is written
     */
    public Trust {
        principals = copy(principals);
        roots = Set.copyOf(roots);
        approvers = Set.copyOf(approvers);
        distrusted = Map.copyOf(distrusted);
        requirePrincipals("root", roots, principals);
        requirePrincipals("approver", approvers, principals);
        if (threshold < 1 || threshold > roots.size()) {
            throw new IllegalArgumentException("A trust document is signed by 1 to " + roots.size()
                    + " of its roots, not by " + threshold + "; name more roots, or ask for fewer signatures");
        }
        if (expires.filter(end -> !end.isAfter(at)).isPresent()) {
            throw new IllegalArgumentException("A trust document of " + at + " that expired at " + expires.get()
                    + " is good for nothing; say for how long it is good: .validFor(duration)");
        }
        distrusted.forEach((key, since) -> {
            if (since < 0) {
                throw new IllegalArgumentException("Key " + key + " cannot be distrusted since position " + since
                        + "; the first position of the log is 0");
            }
        });
        requireOwners(principals, distrusted);
    }

    private static void requireOwners(
            SortedMap<String, Set<VerificationKey>> principals, Map<VerificationKey, Long> distrusted) {
        Map<VerificationKey, String> owners = new HashMap<>();
        principals.forEach((name, keys) -> {
            if (keys.isEmpty()) {
                throw new IllegalArgumentException("Principal '" + name + "' has no key; give one, or leave them out");
            }
            keys.forEach(key -> {
                Long since = distrusted.get(key);
                if (since != null) {
                    throw new IllegalArgumentException("Key " + key + " of '" + name
                            + "' is distrusted since position " + since
                            + " and can be nobody's any more; make another one");
                }
                String other = owners.putIfAbsent(key, name);
                if (other != null) {
                    throw new IllegalArgumentException("Key " + key + " belongs to '" + other + "' and to '" + name
                            + "', so nobody knows whose signature it makes; give each person a key of their own");
                }
            });
        });
    }

    private static SortedMap<String, Set<VerificationKey>> copy(SortedMap<String, Set<VerificationKey>> principals) {
        TreeMap<String, Set<VerificationKey>> copy = new TreeMap<>();
        principals.forEach((name, keys) -> copy.put(name, Set.copyOf(keys)));
        return Collections.unmodifiableSortedMap(copy);
    }

    private static void requirePrincipals(
            String role, Set<String> names, SortedMap<String, Set<VerificationKey>> principals) {
        for (String name : names) {
            if (!principals.containsKey(name)) {
                throw new IllegalArgumentException("The " + role + " '" + name + "' is none of the principals "
                        + principals.keySet() + "; add their key first: .principal(\"" + name + "\", key)");
            }
        }
    }

    /** The principal that a key belongs to. */
    public Optional<String> owner(VerificationKey key) {
        return principals.entrySet().stream()
                .filter(principal -> principal.getValue().contains(key))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** Whether it is not good any more at a moment. */
    public boolean isExpired(Instant moment) {
        return expires.filter(end -> !end.isAfter(moment)).isPresent();
    }

    /** Whether this principal's approvals count. */
    public boolean mayApprove(String principal) {
        return principals.containsKey(principal) && (approvers.isEmpty() || approvers.contains(principal));
    }

    /** One principal a line, with the keys and roles, and one distrusted key a line. */
    public String toText() {
        return principals.entrySet().stream()
                        .map(principal -> principal.getKey() + "  "
                                + principal.getValue().stream()
                                        .map(VerificationKey::toString)
                                        .sorted()
                                        .collect(Collectors.joining(" "))
                                + String.join("", roles(principal.getKey())))
                        .collect(Collectors.joining(System.lineSeparator()))
                + System.lineSeparator()
                + distrusted.entrySet().stream()
                        .map(key ->
                                key.getKey() + "  distrusted since position " + key.getValue() + System.lineSeparator())
                        .sorted()
                        .collect(Collectors.joining())
                + "version " + version + ", changed by " + threshold + " of " + new TreeSet<>(roots)
                + expires.map(end -> ", expires at " + end).orElse("");
    }

    private List<String> roles(String principal) {
        return List.of(roots.contains(principal) ? "  root" : "", mayApprove(principal) ? "  approver" : "");
    }
}
