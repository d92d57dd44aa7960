import Store

/// Messages to a person. The inbox is first: a message is a row there, and opening it is the read receipt.
///
/// - *Template*: what is said, in both languages, as `message.<name>.title`, `.text` and `.brief`. The first two are read in the
///   inbox and may name a child. The brief goes over a channel and names nobody: it says that something waits, and where.
/// - *Need*: a plain message is told of once. One that a person must know is acknowledged, and while it is unread it goes
///   over one channel after another; after the last, the sender's office has the person on a list.
/// - *Channel*: WeCom or SMS through a signed webhook, mail through SMTP. Where none is configured, and in a demo city, what would
///   have gone out is only recorded, and the office can read it.
/// - *Quiet hours*: a city's; nothing leaves the house at night but what is urgent.
enum Messages {}
