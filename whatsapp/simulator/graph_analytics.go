package simulator

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
)

// analyticsFields are fields of the account that take arguments, as in
// analytics.start(1).end(2).granularity(DAY).
var analyticsFields = []string{"analytics", "conversation_analytics", "pricing_analytics"}

var (
	fieldCall     = regexp.MustCompile(`\.(\w+)\(([^)]*)\)`)
	analyticsStep = map[string]time.Duration{"HALF_HOUR": 30 * time.Minute, "DAY": 24 * time.Hour, "DAILY": 24 * time.Hour, "MONTH": 30 * 24 * time.Hour, "MONTHLY": 30 * 24 * time.Hour}
)

// maxDataPoints keeps an answer small, however long the time asked for.
const maxDataPoints = 3000

// fieldArguments are the arguments of a field, false when it was not asked for.
func fieldArguments(p params, field string) (params, bool) {
	text := strings.Join(p.words("fields"), ",")
	start := regexp.MustCompile(`(?:^|,)\s*` + field + `((?:\.\w+\([^)]*\))*)`).FindStringSubmatch(text)
	if start == nil {
		return nil, false
	}
	arguments := params{}
	for _, match := range fieldCall.FindAllStringSubmatch(start[1], -1) {
		arguments[match[1]] = match[2]
	}
	return arguments, true
}

// period is one step of an evaluation.
type period struct{ start, end int64 }

func readPeriods(p params) ([]period, string, *graphError) {
	start, hasStart, okStart := p.number("start")
	end, hasEnd, okEnd := p.number("end")
	granularity, hasGranularity := p.text("granularity")
	switch {
	case !hasStart || !hasEnd || !hasGranularity:
		return nil, "", badParameter("The parameters start, end and granularity are required.")
	case !okStart || !okEnd || start < 0 || end <= start:
		return nil, "", badParameter("Param start and end must be UNIX timestamps, start before end.")
	}
	granularity = strings.ToUpper(granularity)
	step := int64(analyticsStep[granularity] / time.Second)
	if step == 0 {
		return nil, "", badParameter("Param granularity must be one of {HALF_HOUR, DAY, MONTH, DAILY, MONTHLY} - got \"%s\".", granularity)
	}
	if (end-start)/step > maxDataPoints {
		return nil, "", badParameter("The time between start and end is too long for this granularity.")
	}
	periods := []period{}
	for from := start; from < end; from += step {
		periods = append(periods, period{from, min(from+step, end)})
	}
	return periods, granularity, nil
}

// addAnalytics adds the evaluations that were asked for, of the messages that
// the simulator still has.
//
// Source: analytics.
func (s *Simulator) addAnalytics(g *graphRequest, all map[string]any) *graphError {
	for _, field := range analyticsFields {
		arguments, asked := fieldArguments(g.params, field)
		if !asked {
			continue
		}
		periods, granularity, problem := readPeriods(arguments)
		if problem != nil {
			return problem
		}
		s.mu.Lock()
		switch field {
		case "analytics":
			all[field] = map[string]any{"phone_numbers": []string{s.businessDigits}, "granularity": granularity, "data_points": s.countSent(periods)}
		case "conversation_analytics":
			all[field] = analyticsPage(s.countConversations(periods))
		case "pricing_analytics":
			all[field] = analyticsPage(s.countPriced(periods))
		}
		s.mu.Unlock()
	}
	return nil
}

func analyticsPage(points []any) any {
	return map[string]any{"data": []any{map[string]any{"data_points": points}}}
}

// inPeriod calls do for each message of the business in a period.
func (s *Simulator) inPeriod(p period, do func(*message)) {
	for _, m := range s.messages {
		if at := m.At.Unix(); m.Author == authorBusiness && at >= p.start && at < p.end {
			do(m)
		}
	}
}

func (s *Simulator) countSent(periods []period) []any {
	points := []any{}
	for _, p := range periods {
		sent, delivered := 0, 0
		s.inPeriod(p, func(m *message) {
			switch m.Status {
			case statusDelivered, statusRead, statusPlayed:
				delivered++
				sent++
			case statusSent:
				sent++
			}
		})
		points = append(points, map[string]int64{"start": p.start, "end": p.end, "sent": int64(sent), "delivered": int64(delivered)})
	}
	return points
}

// countConversations counts the customers that were written to.
func (s *Simulator) countConversations(periods []period) []any {
	points := []any{}
	for _, p := range periods {
		people := map[string]bool{}
		s.inPeriod(p, func(m *message) { people[m.Customer] = true })
		if len(people) > 0 {
			points = append(points, map[string]any{"start": p.start, "end": p.end, "conversation": len(people), "cost": 0, "phone_number": s.businessDigits})
		}
	}
	return points
}

func (s *Simulator) countPriced(periods []period) []any {
	points := []any{}
	for _, p := range periods {
		volumes := map[string]int{}
		s.inPeriod(p, func(m *message) {
			if m.arrived && m.price != nil {
				volumes[m.price.Type+" "+m.price.Category]++
			}
		})
		for _, name := range slices.Sorted(maps.Keys(volumes)) {
			kind, category, _ := strings.Cut(name, " ")
			points = append(points, map[string]any{
				"start": p.start, "end": p.end, "phone_number": s.businessDigits, "pricing_type": strings.ToUpper(kind),
				"pricing_category": strings.ToUpper(category), "volume": volumes[name], "cost": 0,
			})
		}
	}
	return points
}
