package whatsapp

import (
	"math/big"
	"slices"
	"strings"
)

// orderBody lists a cart, with a total for each currency. Quantities and
// prices come as numbers or as text and are added up exactly; when one of
// them is no number, there is no total, as it would be wrong.
//
// Source: webhooks/reference/messages/order.
func orderBody(object *jsonValue) string {
	lines := []string{"Order:"}
	var currencies []string
	totals := map[string]*big.Rat{}
	exact, items := true, 0
	for item := range object.list("product_items") {
		items++
		currency := item.str("currency")
		quantity, price := item.str("quantity"), item.str("item_price")
		line := joined(" × ", quantity, item.str("product_retailer_id"))
		fill(&line, "[item without a name]")
		n, amount := decimal(quantity), decimal(price)
		switch {
		case amount != nil:
			line += " at " + joined(" ", money(amount, currency), currency)
		case price != "":
			line += " at " + joined(" ", price, currency)
		}
		lines = append(lines, line)
		if amount == nil || n == nil && quantity != "" {
			exact = false
			continue
		}
		if totals[currency] == nil {
			totals[currency] = new(big.Rat)
			currencies = append(currencies, currency)
		}
		if n != nil {
			amount.Mul(amount, n)
		}
		totals[currency].Add(totals[currency], amount)
	}
	if items == 0 {
		lines[0] = "Order without items"
	} else if exact {
		for _, currency := range currencies {
			lines = append(lines, "Total: "+joined(" ", money(totals[currency], currency), currency))
		}
	}
	return joined("\n", append(lines, object.str("text"))...)
}

// decimal reads a number of a length a price can have; nil for anything else.
func decimal(s string) *big.Rat {
	s = strings.TrimSpace(s)
	// Without the bound 1e999999999 would be computed to its last digit.
	if len(s) == 0 || len(s) > 30 || strings.Trim(s, "-.0123456789") != "" {
		return nil
	}
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		return nil
	}
	return r
}

// wholeCurrencies have no subunit in use.
var wholeCurrencies = []string{"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"}

// money writes an amount with two decimals, or with more where it has more.
func money(amount *big.Rat, currency string) string {
	if amount.IsInt() && slices.Contains(wholeCurrencies, currency) {
		return amount.FloatString(0)
	}
	if amount.IsInt() {
		return amount.FloatString(2)
	}
	const most = 30
	digits := strings.TrimRight(amount.FloatString(most), "0")
	whole, fraction, _ := strings.Cut(digits, ".")
	for len(fraction) < 2 {
		fraction += "0"
	}
	return whole + "." + fraction
}
