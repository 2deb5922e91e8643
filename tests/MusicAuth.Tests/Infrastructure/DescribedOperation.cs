using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MusicAuth.Tests.Infrastructure;

/// <summary>One operation of the API description.</summary>
/// <param name="Method">In capitals.</param>
/// <param name="Path">What its paths look like.</param>
/// <param name="IsForwarded">Whether a provider gives its answers.</param>
/// <param name="Responses">By status, as described.</param>
public sealed record DescribedOperation(string Method, Regex Path, bool IsForwarded, JsonObject Responses);
