package simulator

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
)

// The sum is of a picture that a decoder of another project has read back.
func TestQRPicture(t *testing.T) {
	t.Parallel()
	q, err := drawQR("https://wa.me/message/ABCDEFGHIJ2345")
	if err != nil {
		t.Fatal(err)
	}
	var rows strings.Builder
	for _, row := range q.dark {
		for _, dark := range row {
			fmt.Fprint(&rows, map[bool]string{true: "#", false: "."}[dark])
		}
		rows.WriteString("\n")
	}
	sum := sha256.Sum256([]byte(rows.String()))
	if got := hex.EncodeToString(sum[:8]); got != "2f74901f2e79ed40" {
		t.Errorf("%s of\n%s", got, rows.String())
	}
	if _, err := drawQR(strings.Repeat("x", 54)); err == nil {
		t.Error("54 bytes fit")
	}
}
