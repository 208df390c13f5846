/** Tests of the pipeline of predictions. */
@NullMarked
package dev.lineage.core.internal.predict;

import org.jspecify.annotations.NullMarked;
