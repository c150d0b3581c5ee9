Console.WriteLine(Consumer.Wrapped.Outliers());
