using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MusicAuth.Tests.Infrastructure.OpenApi;

/// <summary>One operation of the API description.</summary>
/// <param name="Method">The HTTP method, in capitals.</param>
/// <param name="Path">The pattern of its paths.</param>
/// <param name="IsForwarded">Whether a provider makes its responses.</param>
/// <param name="Responses">The descriptions of the responses, by status.</param>
public sealed record CheckedInOperation(string Method, Regex Path, bool IsForwarded, JsonObject Responses);
