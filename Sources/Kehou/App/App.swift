import Crypto
import Foundation
import Logging
import Store

/// Everything an endpoint or a command may need, built by one function that the tests call too.
///
/// `App` is the one name every folder may use: an endpoint that opens transactions itself gets it as an argument.
struct App: Sendable {
    /// The only part that tests exchange: texts and templates are the same over any database.
    var store: Store
    var clock: Clock
    let languages: Languages
    let templates: Templates
    let assets: Assets
    let settings: Settings
    let protection: Protection
    let passwords: Passwords
    /// What plans start from and are checked with, beside the database.
    let plans: Plans.Library
    /// How messages leave the house.
    var channels: Messages.Channels
    /// Binds form tokens to this installation.
    let csrfKey: SymmetricKey
    /// Rendered pages that are the same for everybody who has not signed in.
    var pages: KeptPages
    let metrics: Metrics
    let log: Logger
}
