extension NoticeHTML {
    /// A page about a body.
    static func frame(_ body: String) -> String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
        <meta name="color-scheme" content="light"><title>Peryton</title>
        <style>
        table.rows{border-collapse:collapse;font-size:13px}
        table.rows th{padding:4px 14px 4px 0;border-bottom:2px solid #c9ced6;text-align:left;white-space:nowrap}
        table.rows td{padding:4px 14px 4px 0;border-bottom:1px solid #e6e9ee;vertical-align:top;white-space:nowrap}
        </style></head>
        <body style="margin:0;padding:20px;background:#f4f5f7">
        <div style="max-width:820px;margin:0 auto;padding:24px 28px;background:#ffffff;border:1px solid #e0e3e8;\
        color:#1b1f24;font:14px/1.5 -apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif">
        \(body)</div>
        </body>
        </html>

        """
    }

    static func heading(_ text: String) -> String {
        "<h1 style=\"margin:0 0 2px;font-size:22px;line-height:1.3;overflow-wrap:anywhere\">\(escaped(text))</h1>\n"
    }

    static func title(_ text: String) -> String {
        "<h2 style=\"margin:20px 0 6px;font-size:15px\">\(escaped(text))</h2>\n"
    }

    static func paragraph(_ text: String) -> String { "<p style=\"margin:0 0 6px\">\(escaped(text))</p>\n" }

    /// A list with a title; nothing where there is none.
    static func list(_ name: String, _ items: [String]) -> String {
        guard !items.isEmpty else { return "" }
        let lines = items.map { "<li style=\"overflow-wrap:anywhere\">\(escaped($0))</li>\n" }
        return title(name) + "<ul style=\"margin:0;padding-left:20px\">\n" + lines.joined() + "</ul>\n"
    }

    /// A table of rows that are written already.
    static func table(_ heads: [String], _ rows: [String]) -> String {
        let head = heads.map { "<th>\(escaped($0))</th>" }.joined()
        return "<table class=\"rows\" cellspacing=\"0\">\n<tr>\(head)</tr>\n" + rows.joined() + "</table>\n"
    }

    static func cell(_ text: String, isStrong: Bool = false) -> String {
        isStrong ? "<td><b>\(escaped(text))</b></td>" : "<td>\(escaped(text))</td>"
    }

    /// A text as HTML: what could begin or end an element, an entity or an attribute is an entity itself.
    static func escaped(_ text: String) -> String {
        var output = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": output += "&amp;"
            case "<": output += "&lt;"
            case ">": output += "&gt;"
            case "\"": output += "&quot;"
            case "'": output += "&#39;"
            default: output.unicodeScalars.append(scalar)
            }
        }
        return output
    }
}
