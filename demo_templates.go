package main

import (
	"encoding/json"

	"pocketcrm/whatsapp/simulator"
)

// demoTemplates are what a bicycle workshop would have approved by Meta.
var demoTemplates = []simulator.Template{
	{Name: "bike_ready", Language: "en_GB", Category: "UTILITY", Components: json.RawMessage(`[
		{"type":"HEADER","format":"TEXT","text":"Your bike is ready"},
		{"type":"BODY","text":"Hello {{1}}, your {{2}} is ready to be picked up. We are open until {{3}}.","example":{"body_text":[["Ada","city bike","6 pm"]]}},
		{"type":"FOOTER","text":"Harbour Bikes"},
		{"type":"BUTTONS","buttons":[{"type":"QUICK_REPLY","text":"On my way"},{"type":"QUICK_REPLY","text":"Tomorrow"}]}]`)},
	{Name: "appointment_reminder", Language: "en_GB", Category: "UTILITY", ParameterFormat: "NAMED", Components: json.RawMessage(`[
		{"type":"BODY","text":"Hello {{first_name}}, see you on {{day}} at {{time}}. Please write if something comes up.","example":{"body_text_named_params":[
			{"param_name":"first_name","example":"Ada"},{"param_name":"day","example":"Monday"},{"param_name":"time","example":"9:00"}]}},
		{"type":"BUTTONS","buttons":[{"type":"URL","text":"Find us","url":"https://harbour-bikes.example/map"}]}]`)},
	{Name: "appointment_reminder", Language: "de", Category: "UTILITY", ParameterFormat: "NAMED", Components: json.RawMessage(`[
		{"type":"BODY","text":"Guten Tag {{first_name}}, wir sehen uns am {{day}} um {{time}}. Bitte schreiben Sie, wenn etwas dazwischenkommt.","example":{"body_text_named_params":[
			{"param_name":"first_name","example":"Jonas"},{"param_name":"day","example":"Montag"},{"param_name":"time","example":"9:00"}]}}]`)},
	{Name: "spring_check", Language: "en_GB", Category: "MARKETING", Components: json.RawMessage(`[
		{"type":"BODY","text":"Hello {{1}}, spring is near: a full check of your bike for 39 pounds, this month only.","example":{"body_text":[["Ada"]]}},
		{"type":"FOOTER","text":"Harbour Bikes"},
		{"type":"BUTTONS","buttons":[{"type":"QUICK_REPLY","text":"Book it"},{"type":"QUICK_REPLY","text":"Stop promotions"}]}]`)},
	{Name: "new_in_the_shop", Language: "en_GB", Category: "MARKETING", Components: json.RawMessage(`[
		{"type":"HEADER","format":"IMAGE","example":{"header_handle":["4::shop"]}},
		{"type":"BODY","text":"Hello {{1}}, look what has just arrived. Shall we put one aside for you?","example":{"body_text":[["Ada"]]}},
		{"type":"FOOTER","text":"Harbour Bikes"},
		{"type":"BUTTONS","buttons":[{"type":"QUICK_REPLY","text":"Yes, please"},{"type":"QUICK_REPLY","text":"Stop promotions"}]}]`)},
	{Name: "summer_bikes", Language: "en_GB", Category: "MARKETING", Components: json.RawMessage(`[
		{"type":"BODY","text":"Hello {{1}}, three bikes that are ready for the summer:","example":{"body_text":[["Ada"]]}},
		{"type":"CAROUSEL","cards":[` + demoCard("Harbour City, seven gears", "city") + `,` + demoCard("Dune Gravel, for long ways", "gravel") + `,` + demoCard("Little Wave, from six years", "kids") + `]}]`)},
	{Name: "weekend_offer", Language: "en_GB", Category: "MARKETING", Components: json.RawMessage(`[
		{"type":"LIMITED_TIME_OFFER","limited_time_offer":{"text":"Weekend only","has_expiration":true}},
		{"type":"BODY","text":"Hello {{1}}, a quarter off all lights with this code.","example":{"body_text":[["Ada"]]}},
		{"type":"BUTTONS","buttons":[{"type":"COPY_CODE","text":"Copy offer code","example":"LIGHT25"},{"type":"URL","text":"See them","url":"https://harbour-bikes.example/{{1}}","example":["https://harbour-bikes.example/lights"]}]}]`)},
}

// demoCard is a card of a carousel: picture, text and two buttons.
func demoCard(text, page string) string {
	return `{"components":[{"type":"HEADER","format":"IMAGE","example":{"header_handle":["4::` + page + `"]}},{"type":"BODY","text":"` + text + `: from {{1}} pounds","example":{"body_text":[["590"]]}},
		{"type":"BUTTONS","buttons":[{"type":"QUICK_REPLY","text":"Reserve"},{"type":"URL","text":"Look","url":"https://harbour-bikes.example/` + page + `"}]}]}`
}
