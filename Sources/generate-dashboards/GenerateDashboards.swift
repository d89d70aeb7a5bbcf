import Dashboards
import FileAccess
import Glibc

/// Writes the dashboards into the folder that is named, or into `dashboards`.
@main struct GenerateDashboards {
  static func main() {
    let folder = CommandLine.arguments.dropFirst().first ?? "dashboards"
    do throws(FileError) {
      try LocalFolder.create(folder)
      for dashboard in Dashboard.all {
        try LocalFile.replace("\(folder)/\(dashboard.fileName)", with: Array(dashboard.text.utf8))
      }
    } catch {
      let message = Array("generate-dashboards: \(error)\n".utf8)
      _ = write(STDERR_FILENO, message, message.count)
      exit(1)
    }
  }
}
