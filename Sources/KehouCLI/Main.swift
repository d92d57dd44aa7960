import ArgumentParser
import Kehou
@main struct Main: AsyncParsableCommand {}
