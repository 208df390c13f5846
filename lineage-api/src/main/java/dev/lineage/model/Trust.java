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
 * The Update Framework. It holds for everything that is logged after it.
 *
 * @param version how often it was set, from 1
 * @param principals the keys of each person; a key belongs to one person
 * @param roots who may sign the next version
 * @param threshold how many different roots must
 * @param approvers who may approve; empty for everybody among the principals
 * @param by who wrote it
 * @param at when (UTC, milliseconds)
 * @param reason why
 * @param position the position of its entry; −1 in a preview
 */
public record Trust(
        long version,
        SortedMap<String, Set<VerificationKey>> principals,
        Set<String> roots,
        int threshold,
        Set<String> approvers,
        String by,
        Instant at,
        String reason,
        long position) {
    /**
     * Checks that it can be used, and copies the collections.
     *
     * @throws IllegalArgumentException if a root or an approver is no principal, a principal has no key, two have the same, or
     *     the threshold cannot be met
     */
    public Trust {
        principals = copy(principals);
        roots = Set.copyOf(roots);
        approvers = Set.copyOf(approvers);
        requirePrincipals("root", roots, principals);
        requirePrincipals("approver", approvers, principals);
        if (threshold < 1 || threshold > roots.size()) {
            throw new IllegalArgumentException("A trust document is signed by 1 to " + roots.size()
                    + " of its roots, not by " + threshold + "; name more roots, or ask for fewer signatures");
        }
        Map<VerificationKey, String> owners = new HashMap<>();
        principals.forEach((name, keys) -> {
            if (keys.isEmpty()) {
                throw new IllegalArgumentException("Principal '" + name + "' has no key; give one, or leave them out");
            }
            keys.forEach(key -> {
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

    /** Whether this principal's approvals count. */
    public boolean mayApprove(String principal) {
        return principals.containsKey(principal) && (approvers.isEmpty() || approvers.contains(principal));
    }

    /** One principal a line, with the keys and roles. */
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
                + "version " + version + ", changed by " + threshold + " of " + new TreeSet<>(roots);
    }

    private List<String> roles(String principal) {
        return List.of(roots.contains(principal) ? "  root" : "", mayApprove(principal) ? "  approver" : "");
    }
}
