/**
 * What is captured by itself around a training: the state of the code, the locked dependencies, the platform, user and
 * host. What cannot be captured is a {@link dev.lineage.model.Hole}, never a guess. The formats are described in
 * {@code docs/parts/formats-capture.md}.
 */
@NullMarked
package dev.lineage.core.internal.capture;

import org.jspecify.annotations.NullMarked;
