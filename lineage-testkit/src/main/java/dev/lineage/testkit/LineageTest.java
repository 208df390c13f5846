package dev.lineage.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives the tests of a class a {@link dev.lineage.ModelRegistry} as a parameter: by default each test a fresh one in memory.
 * See {@link LineageExtension}.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(LineageExtension.class)
public @interface LineageTest {
    /** Whether all tests of the class share one registry, which is closed after the last of them. */
    boolean shared() default false;

    /** The URL of the registry; only a shared one may have another than {@code memory:}. */
    String store() default "memory:";
}
