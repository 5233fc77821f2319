package simulator

import (
	"regexp"
	"slices"
)

var (
	referencePattern = regexp.MustCompile(`^[A-Za-z0-9_.-]{1,35}$`)
	orderStates      = []string{"pending", "processing", "partially_shipped", "shipped", "completed", "canceled"}
)

// checkOrderDetails checks the bill that a customer can pay in the chat.
//
// Source: payments/payments-in, payments/payments-br/orders.
func checkOrderDetails(_ *Simulator, action params) *graphError {
	const path = "interactive['action']['parameters']"
	parameters, problem := actionParameters(action, "review_and_pay", true)
	if problem != nil {
		return problem
	}
	if problem := checkReference(parameters, path); problem != nil {
		return problem
	}
	kind, problem := need(parameters, path, "type", 0)
	if problem == nil {
		problem = oneOf(at(path, "type"), kind, "digital-goods", "physical-goods")
	}
	if problem == nil {
		_, problem = need(parameters, path, "currency", 3)
	}
	if problem == nil {
		problem = checkAmount(parameters, path, "total_amount")
	}
	if problem != nil {
		return problem
	}
	order, problem := anObject(parameters, path, "order")
	if problem != nil || order == nil {
		return problem
	}
	return checkOrder(order, at(path, "order"))
}

func checkOrder(order params, path string) *graphError {
	if status, given := order.text("status"); given && status != "pending" {
		return refuse(131009, "%s must be pending: an order begins so.", at(path, "status"))
	}
	items, problem := aList(order, path, "items")
	if problem != nil {
		return problem
	}
	if len(items) == 0 {
		return refuse(131008, "The parameter %s is required.", at(path, "items"))
	}
	for i, one := range items {
		in := item(at(path, "items"), i)
		if _, problem := need(one, in, "name", 60); problem != nil {
			return problem
		}
		if problem := checkAmount(one, in, "amount"); problem != nil {
			return problem
		}
		if n, given, ok := one.number("quantity"); !given || !ok || n < 1 {
			return refuse(131009, "%s must be at least 1.", at(in, "quantity"))
		}
	}
	return checkAmount(order, path, "subtotal")
}

// checkAmount checks an amount: value in hundredths, which offset says.
func checkAmount(of params, path, key string) *graphError {
	amount, problem := theObject(of, path, key)
	if problem != nil {
		return problem
	}
	path = at(path, key)
	if n, given, ok := amount.number("value"); !given || !ok || n < 0 {
		return refuse(131009, "%s must be a whole number of the smallest unit.", at(path, "value"))
	}
	if n, given, ok := amount.number("offset"); !given || !ok || n != 100 {
		return refuse(131009, "%s must be 100.", at(path, "offset"))
	}
	return nil
}

func checkReference(parameters params, path string) *graphError {
	reference, problem := need(parameters, path, "reference_id", 35)
	if problem == nil && !referencePattern.MatchString(reference) {
		return refuse(131009, "%s has other characters than letters, digits, _, - and the full stop.", at(path, "reference_id"))
	}
	return problem
}

// checkOrderStatus checks the news about an order.
func checkOrderStatus(_ *Simulator, action params) *graphError {
	const path = "interactive['action']['parameters']"
	parameters, problem := actionParameters(action, "review_order", true)
	if problem == nil {
		problem = checkReference(parameters, path)
	}
	if problem != nil {
		return problem
	}
	order, problem := theObject(parameters, path, "order")
	if problem != nil {
		return problem
	}
	status, problem := need(order, at(path, "order"), "status", 0)
	if problem == nil && !slices.Contains(orderStates, status) {
		return oneOf(at(at(path, "order"), "status"), status, orderStates...)
	}
	if problem != nil {
		return problem
	}
	return may(order, at(path, "order"), "description", 120)
}
