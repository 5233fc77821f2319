package simulator

import (
	"maps"
	"slices"
	"strings"
)

func checkButtons(_ *Simulator, action params) *graphError {
	return checkReplyButtons(action, "interactive['action']", 3)
}

// checkReplyButtons checks reply buttons; their titles and ids must differ.
func checkReplyButtons(action params, path string, limit int) *graphError {
	path = at(path, "buttons")
	buttons, problem := aList(action, strings.TrimSuffix(path, "['buttons']"), "buttons")
	if problem != nil {
		return problem
	}
	if len(buttons) < 1 || len(buttons) > limit {
		return refuse(131009, "Invalid buttons count. Min allowed buttons: 1, Max allowed buttons: %d", limit)
	}
	titles, ids := map[string]bool{}, map[string]bool{}
	for i, button := range buttons {
		in := item(path, i)
		if kind, given := button.text("type"); given {
			if problem := oneOf(at(in, "type"), kind, "reply", "quick_reply"); problem != nil {
				return problem
			}
		}
		reply, problem := button.object("reply"), (*graphError)(nil)
		if reply == nil {
			if reply = button.object("quick_reply"); reply == nil {
				return refuse(131008, "The parameter %s is required.", at(in, "reply"))
			}
		}
		in = at(in, "reply")
		if problem = onlyKeys(reply, in, "id", "title"); problem != nil {
			return problem
		}
		id, problem := label(reply, in, "id", "Button id", 256)
		if problem != nil {
			return problem
		}
		title, problem := label(reply, in, "title", "Button title", 20)
		switch {
		case problem != nil:
			return problem
		case titles[title]:
			return refuse(131009, "Duplicate button title: titles must be unique.")
		case ids[id]:
			return refuse(131009, "Duplicate button id: ids must be unique.")
		}
		titles[title], ids[id] = true, true
	}
	return nil
}

// checkList checks a list: ten sections at most, and ten rows in all of them.
func checkList(_ *Simulator, action params) *graphError {
	const path = "interactive['action']"
	if problem := onlyKeys(action, path, "button", "sections"); problem != nil {
		return problem
	}
	if _, problem := label(action, path, "button", "Button text", 20); problem != nil {
		return problem
	}
	sections, problem := checkSections(action, 10)
	if problem != nil {
		return problem
	}
	rows, ids := 0, map[string]bool{}
	for i, section := range sections {
		in := item(at(path, "sections"), i)
		list, problem := aList(section, in, "rows")
		if problem != nil {
			return problem
		}
		if len(list) == 0 {
			return refuse(131009, "%s has no rows. Min allowed rows: 1", in)
		}
		for j, row := range list {
			rows++
			one := item(at(in, "rows"), j)
			id, problem := label(row, one, "id", "Row id", 200)
			if problem == nil {
				_, problem = label(row, one, "title", "Row title", 24)
			}
			if description, _ := row.text("description"); problem == nil && description != "" {
				_, problem = label(row, one, "description", "Row description", 72)
			}
			if problem == nil {
				problem = onlyKeys(row, one, "id", "title", "description")
			}
			if problem != nil {
				return problem
			}
			if ids[id] {
				return refuse(131009, "Duplicate row id: ids must be unique.")
			}
			ids[id] = true
		}
	}
	if rows > 10 {
		return refuse(131009, "Total row count exceed max allowed count: 10")
	}
	return nil
}

// checkSections checks what lists of rows and of products share.
func checkSections(action params, limit int) ([]params, *graphError) {
	const path = "interactive['action']"
	sections, problem := aList(action, path, "sections")
	if problem != nil {
		return nil, problem
	}
	if len(sections) < 1 || len(sections) > limit {
		return nil, refuse(131009, "Invalid sections count. Min allowed sections: 1, Max allowed sections: %d", limit)
	}
	for i, section := range sections {
		in := item(at(path, "sections"), i)
		title, _ := section.text("title")
		switch {
		case title == "" && len(sections) > 1:
			return nil, refuse(131008, "%s is required when there is more than one section.", at(in, "title"))
		case title != "":
			if _, problem := label(section, in, "title", "Section title", 24); problem != nil {
				return nil, problem
			}
		}
	}
	return sections, nil
}

func checkProductAction(_ *Simulator, action params) *graphError {
	const path = "interactive['action']"
	if _, problem := need(action, path, "catalog_id", 0); problem != nil {
		return problem
	}
	_, problem := need(action, path, "product_retailer_id", 0)
	return problem
}

func checkProductList(_ *Simulator, action params) *graphError {
	const path = "interactive['action']"
	if _, problem := need(action, path, "catalog_id", 0); problem != nil {
		return problem
	}
	sections, problem := checkSections(action, 10)
	if problem != nil {
		return problem
	}
	products := 0
	for i, section := range sections {
		in := item(at(path, "sections"), i)
		items, problem := aList(section, in, "product_items")
		if problem != nil {
			return problem
		}
		for j, product := range items {
			products++
			if _, problem := need(product, item(at(in, "product_items"), j), "product_retailer_id", 0); problem != nil {
				return problem
			}
		}
	}
	if products < 1 || products > 30 {
		return refuse(131009, "Invalid products count. Min allowed products: 1, Max allowed products: 30")
	}
	return nil
}

func checkCatalog(_ *Simulator, action params) *graphError {
	parameters, problem := actionParameters(action, "catalog_message", false)
	if problem != nil || parameters == nil {
		return problem
	}
	return may(parameters, "interactive['action']['parameters']", "thumbnail_product_retailer_id", 0)
}

// checkCarousel checks cards: two to ten, all with the same parts.
func checkCarousel(s *Simulator, action params) *graphError {
	const path = "interactive['action']"
	cards, problem := aList(action, path, "cards")
	if problem != nil {
		return problem
	}
	if len(cards) < 2 || len(cards) > 10 {
		return refuse(131009, "Invalid cards count. Min allowed cards: 2, Max allowed cards: 10")
	}
	var parts []string
	for i, card := range cards {
		in := item(at(path, "cards"), i)
		number, given, ok := card.number("card_index")
		if !given || !ok || number != int64(i) {
			return refuse(131009, "%s must be %d.", at(in, "card_index"), i)
		}
		of := slices.Sorted(maps.Keys(card))
		if parts == nil {
			parts = of
		}
		if !slices.Equal(parts, of) {
			return refuse(131009, "%s has other components than the first card.", in)
		}
		if problem := s.checkCarouselCard(card, in); problem != nil {
			return problem
		}
	}
	return nil
}

func (s *Simulator) checkCarouselCard(card params, path string) *graphError {
	kind, problem := need(card, path, "type", 0)
	if problem == nil {
		problem = oneOf(at(path, "type"), kind, "cta_url", "button", "product")
	}
	if problem != nil {
		return problem
	}
	action, problem := theObject(card, path, "action")
	if problem != nil {
		return problem
	}
	if strings.EqualFold(kind, "product") {
		if _, problem = need(action, at(path, "action"), "catalog_id", 0); problem == nil {
			_, problem = need(action, at(path, "action"), "product_retailer_id", 0)
		}
		return problem
	}
	header, problem := theObject(card, path, "header")
	if problem != nil {
		return problem
	}
	of, _ := header.text("type")
	if problem := oneOf(at(at(path, "header"), "type"), of, "image", "video"); problem != nil {
		return problem
	}
	of = strings.ToLower(of)
	media, problem := theObject(header, at(path, "header"), of)
	if problem == nil {
		problem = s.checkMediaObject(media, of, at(at(path, "header"), of))
	}
	if problem != nil {
		return problem
	}
	if body := card.object("body"); body != nil {
		text, problem := label(body, at(path, "body"), "text", "Card body text", 160)
		if problem != nil {
			return problem
		}
		if strings.Count(text, "\n") > 2 {
			return refuse(131009, "%s has more than 2 line breaks.", at(at(path, "body"), "text"))
		}
	}
	if action["buttons"] != nil {
		return checkReplyButtons(action, at(path, "action"), 3)
	}
	parameters, problem := theObject(action, at(path, "action"), "parameters")
	if problem != nil {
		return problem
	}
	return checkLinkParameters(parameters, at(at(path, "action"), "parameters"))
}
