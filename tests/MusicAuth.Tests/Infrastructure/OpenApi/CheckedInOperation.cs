using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MusicAuth.Tests.Infrastructure.OpenApi;

/// <summary>One operation of the API description.</summary>
/// <param name="Method">In capitals.</param>
/// <param name="Path">What its paths look like.</param>
/// <param name="IsForwarded">Whether a provider gives its answers.</param>
/// <param name="Responses">By status, as described.</param>
public sealed record CheckedInOperation(string Method, Regex Path, bool IsForwarded, JsonObject Responses);
