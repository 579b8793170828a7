// Made from openapi.yaml by `make contract`; never edited.
const entry = (method, path, signedIn) => Object.freeze({ method, path, signedIn });

export const OPERATIONS = Object.freeze({
  beginSession: entry('POST', '/v1/shoppers/session', false),
  cancelOwnOrder: entry('POST', '/v1/orders/{order}/cancellation', true),
  challengeToJoin: entry('POST', '/v1/sales/{sale}/challenge', true),
  challengeToRegister: entry('POST', '/v1/shoppers/challenge', false),
  dropBasket: entry('DELETE', '/v1/sales/{sale}/basket', true),
  forgetMe: entry('DELETE', '/v1/me', true),
  giveBack: entry('DELETE', '/v1/sales/{sale}/reservation', true),
  joinLine: entry('POST', '/v1/sales/{sale}/ticket', true),
  listMyOrders: entry('GET', '/v1/me/orders', true),
  listSales: entry('GET', '/v1/sales', false),
  order: entry('POST', '/v1/sales/{sale}/order', true),
  prepareBasket: entry('PUT', '/v1/sales/{sale}/basket', true),
  register: entry('POST', '/v1/shoppers', false),
  rememberMe: entry('PUT', '/v1/me', true),
  reserve: entry('POST', '/v1/sales/{sale}/reservation', true),
  showBasket: entry('GET', '/v1/sales/{sale}/basket', true),
  showMe: entry('GET', '/v1/me', true),
  showOrder: entry('GET', '/v1/orders/{order}', true),
  showReport: entry('GET', '/v1/sales/{sale}/report', false),
  showReservation: entry('GET', '/v1/sales/{sale}/reservation', true),
  showSale: entry('GET', '/v1/sales/{sale}', false),
  withdraw: entry('POST', '/v1/orders/{order}/withdrawal', true),
});
