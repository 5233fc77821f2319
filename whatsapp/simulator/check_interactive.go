package simulator

import "fmt"

// checkInteractive checks the frame that all kinds share and then the action.
// Limits are Meta's, in characters unless said.
func checkInteractive(p params) *graphError {
	interactive, problem := wanted(p, "interactive")
	if problem != nil {
		return problem
	}
	kind, problem := need(interactive, "interactive", "type", 0)
	if problem != nil {
		return problem
	}
	bodyLimit := 1024
	if kind == "list" {
		bodyLimit = 4096
	}
	if body := interactive.object("body"); body != nil || kind != "product" {
		if _, problem = need(body, "interactive['body']", "text", bodyLimit); problem != nil {
			return problem
		}
	}
	if problem = may(interactive.object("footer"), "interactive['footer']", "text", 60); problem != nil {
		return problem
	}
	if problem = checkHeader(interactive.object("header"), kind); problem != nil {
		return problem
	}
	action := interactive.object("action")
	if action == nil {
		return refuse(131008, "The parameter interactive['action'] is required.")
	}
	switch kind {
	case "button":
		return checkButtons(action)
	case "list":
		return checkList(action)
	case "cta_url":
		return checkLinkButton(action)
	case "flow":
		_, problem = need(action.object("parameters"), "interactive['action']['parameters']", "flow_cta", 30)
		return problem
	case "location_request_message", "product", "product_list", "catalog_message", "carousel",
		"call_permission_request", "voice_call", "address_message", "request_contact_info":
		return nil
	}
	return badParameter("Param interactive['type'] is not a type of interactive message - got \"%s\".", kind)
}

func checkHeader(header params, kind string) *graphError {
	if header == nil {
		return nil
	}
	of, problem := need(header, "interactive['header']", "type", 0)
	if problem != nil {
		return problem
	}
	switch {
	case of == "text":
		_, problem = need(header, "interactive['header']", "text", 60)
		return problem
	case kind == "list":
		return badParameter("Param interactive['header']['type'] must be one of {TEXT} for a list.")
	case of == "image" || of == "video" || of == "document":
		media := header.object(of)
		if media == nil {
			return refuse(131008, "The parameter interactive['header']['%s'] is required.", of)
		}
		return checkMediaObject(media, of)
	}
	return badParameter("Param interactive['header']['type'] must be one of {TEXT, IMAGE, VIDEO, DOCUMENT} - got \"%s\".", of)
}

func checkButtons(action params) *graphError {
	buttons := action.list("buttons")
	if len(buttons) < 1 || len(buttons) > 3 {
		return refuse(131009, "Invalid buttons count. Min allowed buttons: 1, Max allowed buttons: 3")
	}
	titles, ids := map[string]bool{}, map[string]bool{}
	for i, button := range buttons {
		path := fmt.Sprintf("interactive['action']['buttons'][%d]['reply']", i)
		reply := button.object("reply")
		id, problem := need(reply, path, "id", 256)
		if problem != nil {
			return problem
		}
		title, problem := need(reply, path, "title", 20)
		if problem != nil {
			return problem
		}
		if titles[title] || ids[id] {
			return refuse(131009, "Button titles and ids must be unique.")
		}
		titles[title], ids[id] = true, true
	}
	return nil
}

func checkList(action params) *graphError {
	const path = "interactive['action']"
	if _, problem := need(action, path, "button", 20); problem != nil {
		return problem
	}
	sections := action.list("sections")
	if len(sections) < 1 || len(sections) > 10 {
		return refuse(131009, "A list has 1 to 10 sections.")
	}
	rows, ids := 0, map[string]bool{}
	for i, section := range sections {
		at := fmt.Sprintf("%s['sections'][%d]", path, i)
		problem := may(section, at, "title", 24)
		if len(sections) > 1 && problem == nil {
			_, problem = need(section, at, "title", 24)
		}
		if problem != nil {
			return problem
		}
		for j, row := range section.list("rows") {
			rows++
			in := fmt.Sprintf("%s['rows'][%d]", at, j)
			id, problem := need(row, in, "id", 200)
			if problem == nil {
				_, problem = need(row, in, "title", 24)
			}
			if problem == nil {
				problem = may(row, in, "description", 72)
			}
			if problem != nil {
				return problem
			}
			if ids[id] {
				return refuse(131009, "The ids of rows must be unique.")
			}
			ids[id] = true
		}
	}
	if rows < 1 || rows > 10 {
		return refuse(131009, "Total row count exceed max allowed count: 10")
	}
	return nil
}

func checkLinkButton(action params) *graphError {
	parameters := action.object("parameters")
	const path = "interactive['action']['parameters']"
	if _, problem := need(parameters, path, "display_text", 20); problem != nil {
		return problem
	}
	link, problem := need(parameters, path, "url", 0)
	if problem == nil && !isWebLink(link) {
		return refuse(131009, "%s['url'] is not a http or https address.", path)
	}
	return problem
}
