using System.Text.Json.Serialization;

namespace MusicAuth.Web.Problems;

[JsonSerializable(typeof(Problem))]
internal sealed partial class ProblemJson : JsonSerializerContext;
