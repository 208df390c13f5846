package dev.lineage.model;

import java.util.Optional;

/**
 * Where the {@link CodeState} was found; an observation, not part of any identity.
 *
 * @param source how it was found: {@code git}, {@code git.properties}, {@code build metadata}, a CI system's name or
 *     {@code explicit}
 * @param remote the repository's address without user and password, if known
 * @param branch the branch that was checked out, if any
 * @param patch the blob that holds the uncommitted changes, if there were any and they could be stored
 */
public record CodeOrigin(String source, Optional<String> remote, Optional<String> branch, Optional<Digest> patch) {}
