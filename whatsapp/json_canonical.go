package whatsapp

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/tidwall/gjson"
)

// canonicalDepth is how many levels of an element are put in order; below them
// it is taken as it was written. Each level is gone through once more, and no
// element of Meta's has as many.
const canonicalDepth = 16

// canonical writes values in a form that doesn't depend on the order of keys,
// on white space, on how characters are escaped, or on whether a key is left
// out or null.
type canonical struct {
	text    []byte
	members []canonicalMember // of all objects that are being written
}

type canonicalMember struct {
	key, written string
	place        int
}

func (c *canonical) value(written string, depth int) {
	switch kind := written[0]; {
	case (kind == '{' || kind == '[') && depth == 0:
		c.text = append(append(c.text, '#'), written...)
	case kind == '{':
		c.object(written, depth-1)
	case kind == '[':
		c.text = append(c.text, '[')
		gjson.Parse(written).ForEach(func(_, item gjson.Result) bool {
			c.value(item.Raw, depth-1)
			c.text = append(c.text, ',')
			return true
		})
		c.text = append(c.text, ']')
	case kind == '"':
		text := unquoted(written)
		c.text = strconv.AppendInt(append(c.text, '"'), int64(len(text)), 10)
		c.text = append(append(c.text, ':'), text...)
	default:
		c.text = append(c.text, written...) // a number with all its digits
	}
}

func (c *canonical) object(written string, depth int) {
	object, start := gjson.Parse(written), len(c.members)
	if len(written) > 4096 {
		n := 0 // so that memory for many is not asked for again and again
		object.ForEach(func(_, _ gjson.Result) bool { n++; return true })
		c.members = slices.Grow(c.members, n)
	}
	object.ForEach(func(key, value gjson.Result) bool {
		c.members = append(c.members, canonicalMember{unquoted(key.Raw), value.Raw, len(c.members)})
		return true
	})
	own := c.members[start:]
	slices.SortFunc(own, func(a, b canonicalMember) int {
		return cmp.Or(cmp.Compare(a.key, b.key), a.place-b.place)
	})
	c.text = append(c.text, '{')
	for i, m := range own {
		if i+1 < len(own) && own[i+1].key == m.key || m.written == "null" {
			continue // the last of one name counts
		}
		c.text = strconv.AppendInt(c.text, int64(len(m.key)), 10)
		c.text = append(append(c.text, ':'), m.key...)
		c.value(m.written, depth)
	}
	c.text = append(c.text, '}')
	c.members = c.members[:start]
}
