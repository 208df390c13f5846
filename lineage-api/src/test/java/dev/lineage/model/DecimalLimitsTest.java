package dev.lineage.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DecimalLimitsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "100e2147483647",
                "1e2147483648",
                "1e-2147483648",
                "1e99999999999",
                "1e",
                "",
                "-",
                "--1",
                "0x1p3",
                "1d",
                "١"
            })
    void textThatIsNoCanonicalDecimalIsRefusedAsAnArgument(String text) {
        assertThatThrownBy(() -> new Value.Decimal(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void extremeExponentsAreKeptOrRefused() {
        assertThat(Value.of(new BigDecimal(BigInteger.ONE, Integer.MAX_VALUE)).text())
                .isEqualTo("1e-2147483647");
        assertThat(new Value.Decimal("1e+2147483647").bigDecimalValue().scale()).isEqualTo(-2147483647);
        BigDecimal tooLarge = new BigDecimal(BigInteger.valueOf(1_000), Integer.MIN_VALUE);
        assertThatThrownBy(() -> Value.of(tooLarge))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("exponent");
    }

    @ParameterizedTest
    @ValueSource(
            doubles = {1e21, 1e20, 1.2345678901234568e20, 1e-6, 1e-7, 1.5e-7, Double.MIN_VALUE, Double.MAX_VALUE, 2e-308
            })
    void theFormsMeetWhereEcmascriptSaysSo(double value) {
        Value.Decimal decimal = Value.of(value);
        assertThat(decimal.text().contains("e")).isEqualTo(value >= 1e21 || value < 1e-6);
        assertThat(decimal.doubleValue()).isEqualTo(value);
        assertThat(new Value.Decimal(decimal.text())).isEqualTo(decimal);
    }
}
