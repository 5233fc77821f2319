package whatsapp

import (
	"math/big"
	"slices"
	"strings"
)

// Order is a cart that a customer sent. Amounts are decimal numbers as text,
// written with the digits that their currency has.
type Order struct {
	Catalog string      `json:"catalog,omitempty"`
	Items   []OrderItem `json:"items"`
	// More is how many further items are not among them.
	More int `json:"more,omitempty"`
	// Totals has one for each currency, or none when a price or a quantity is
	// no number: it would be wrong.
	Totals []Amount `json:"totals,omitempty"`
}

// OrderItem is a line of a cart.
type OrderItem struct {
	Product  string `json:"product,omitempty"` // the seller's id of it
	Quantity string `json:"quantity,omitempty"`
	Price    string `json:"price,omitempty"` // of one
	Currency string `json:"currency,omitempty"`
	Total    string `json:"total,omitempty"` // of the line; empty when it can't be said
}

// Amount is a sum of money.
type Amount struct {
	Value    string `json:"value"`
	Currency string `json:"currency,omitempty"` // ISO 4217
}

// readOrder reads a cart; nil when there is none. Quantities and prices come as
// numbers or as text and are added up exactly.
//
// Source: webhooks/reference/messages/order.
func readOrder(object *jsonValue) *Order {
	if object == nil {
		return nil
	}
	order := &Order{Catalog: object.str("catalog_id"), Items: []OrderItem{}}
	totals, exact := map[string]*big.Rat{}, true
	var currencies []string
	for product := range object.list("product_items") {
		item := OrderItem{Product: product.str("product_retailer_id"), Quantity: product.str("quantity"), Price: product.str("item_price"), Currency: product.str("currency")}
		n, amount := decimal(item.Quantity), decimal(item.Price)
		if amount != nil {
			item.Price = money(amount, item.Currency)
		}
		if amount == nil || n == nil && item.Quantity != "" {
			exact = false
			order.Items = append(order.Items, item)
			continue
		}
		if n != nil {
			amount.Mul(amount, n)
		}
		item.Total = money(amount, item.Currency)
		order.Items = append(order.Items, item)
		if totals[item.Currency] == nil {
			totals[item.Currency] = new(big.Rat)
			currencies = append(currencies, item.Currency)
		}
		totals[item.Currency].Add(totals[item.Currency], amount)
	}
	if exact {
		for _, currency := range currencies {
			order.Totals = append(order.Totals, Amount{money(totals[currency], currency), currency})
		}
	}
	return order
}

// orderBody lists a cart, with a total for each currency, and what was said with it.
func orderBody(order *Order, text string) string {
	if order == nil || len(order.Items) == 0 {
		return joined("\n", "Order without items", text)
	}
	lines := []string{"Order:"}
	for _, item := range order.Items {
		line := joined(" × ", item.Quantity, item.Product)
		fill(&line, "[item without a name]")
		if item.Price != "" {
			line += " at " + joined(" ", item.Price, item.Currency)
		}
		lines = append(lines, line)
	}
	for _, total := range order.Totals {
		lines = append(lines, "Total: "+joined(" ", total.Value, total.Currency))
	}
	return joined("\n", append(lines, text)...)
}

func (o *Order) trim() {
	if o == nil {
		return
	}
	if over := len(o.Items) - maxDetailItems; over > 0 {
		o.Items, o.More = o.Items[:maxDetailItems], over
	}
	cut(maxName, &o.Catalog)
	for i := range o.Items {
		item := &o.Items[i]
		cut(maxName, &item.Product, &item.Quantity, &item.Price, &item.Currency, &item.Total)
	}
	o.Totals = upTo(maxDetailItems, o.Totals)
	for i := range o.Totals {
		cut(maxName, &o.Totals[i].Value, &o.Totals[i].Currency)
	}
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
