import CQREncode

extension Plans {
    /// A QR code as one SVG path: dark modules as unit squares, with the quiet zone of four around them.
    struct QRCode: Codable, Sendable {
        /// Modules on a side, quiet zone included: the view box.
        let side: Int
        let path: String

        /// *Throws*: `Fault.broken` for a text longer than a QR code holds.
        init(_ text: String) throws {
            // Level M survives a crease in a printed sheet; QR_MODE_8 takes any bytes.
            guard let code = QRcode_encodeString(text, 0, QR_ECLEVEL_M, QR_MODE_8, 1) else {
                throw Fault.broken("no QR code for \(text.utf8.count) bytes")
            }
            defer { QRcode_free(code) }
            let width = Int(code.pointee.width)
            let modules = UnsafeBufferPointer(start: code.pointee.data, count: width * width)
            var path = ""
            for y in 0..<width {
                var x = 0
                while x < width {
                    let start = x
                    while x < width, modules[y * width + x] & 1 == 1 { x += 1 }
                    if x > start { path += "M\(start + 4) \(y + 4)h\(x - start)v1h-\(x - start)z" } else { x += 1 }
                }
            }
            side = width + 8
            self.path = path
        }
    }
}
