import Foundation

/// The files of this checkout, wherever the tests are run from.
enum Checkout {
    static let root = URL(filePath: #filePath).appending(path: "../../../..").standardized
    static let data = root.appending(path: "Data").path
}
