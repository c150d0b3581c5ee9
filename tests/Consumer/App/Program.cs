Console.WriteLine(Consumer.Series.Outliers());
